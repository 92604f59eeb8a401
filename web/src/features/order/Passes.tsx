import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import type { OrderView, PassState, PassView } from '../../api/types.ts'
import { shortDay, timeWithZone } from '../../format/dates.ts'
import { seatName } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Artwork } from '../event/Artwork.tsx'

const tones: Record<PassState, 'good' | 'warn' | 'plain'> = { valid: 'good', frozen: 'warn', void: 'plain' }
const labels = (): Record<PassState, string> => ({ valid: t`Valid`, frozen: t`Frozen`, void: t`Void` })

/** Whether a ticket still opens the door. */
export const PassBadge = ({ state }: Pick<PassView, 'state'>) => <Badge tone={tones[state]}>{labels()[state]}</Badge>

type Props = { event: OrderView['event']; pass: PassView; n: number; of: number }

const Pass = ({ event, pass, n, of }: Props) => {
  const isVoid = pass.state === 'void'
  return (
    <li className="ticket flex">
      <div className="ticket-cut flex w-full flex-col bg-surface [--stub:4rem] print:border print:border-edge">
        <div className="relative print:hidden">
          <Artwork id={event.id} className={`h-24 w-full ${pass.state === 'valid' ? '' : 'opacity-50 grayscale'}`} />
        </div>
        <div className={`flex-1 px-5 pt-4 pb-4 ${isVoid ? 'text-muted line-through' : ''}`}>
          <p className="text-sm font-bold text-brand">
            {shortDay(event.startsAt, event.timeZone)} · {timeWithZone(event.startsAt, event.timeZone)}
          </p>
          <p className="text-sm text-muted">
            {event.venue}, {event.city}
          </p>
          <p className="figure mt-2 text-xl leading-tight wrap-anywhere">{pass.name}</p>
          <p className="font-semibold">
            {pass.seat ? (
              seatName(pass.seat)
            ) : (
              <Trans>
                Ticket {n} of {of}
              </Trans>
            )}
          </p>
        </div>
        <div className="mx-4 flex h-16 items-center justify-between gap-3 border-t-2 border-dashed border-line px-1">
          <span className="truncate text-sm font-semibold">{event.title}</span>
          <PassBadge state={pass.state} />
        </div>
      </div>
    </li>
  )
}

/** Every ticket of a paid order, and whether it still opens the door. */
export const Passes = ({ order: { event, passes } }: { order: OrderView }) =>
  passes.length > 0 && (
    <section aria-labelledby="passes">
      <h2 id="passes" className="mb-4 text-section">
        <Plural value={passes.length} one="Ticket" other="Tickets" />
      </h2>
      <ul className="grid gap-5 sm:grid-cols-2">
        {passes.map((pass, n) => (
          <Pass
            key={`${pass.ticketType} ${pass.seat ? seatName(pass.seat) : n}`}
            event={event}
            pass={pass}
            n={n + 1}
            of={passes.length}
          />
        ))}
      </ul>
    </section>
  )
