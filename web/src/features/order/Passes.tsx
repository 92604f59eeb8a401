import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { QrCode as QrIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type PassWithCode, passesQuery } from '../../api/passes.ts'
import type { OrderView, PassState, PassView } from '../../api/types.ts'
import { shortDay, timeWithZone } from '../../format/dates.ts'
import { seatName } from '../../format/seats.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { Problem } from '../shell/Problem.tsx'
import type { Shown } from './AtTheDoor.tsx'
import { AdmittedBadge, PassBadge } from './PassBadge.tsx'

// What draws the codes is fetched only where there are any.
const PassCode = lazy(async () => ({ default: (await import('./PassCode.tsx')).PassCode }))
const AtTheDoor = lazy(async () => ({ default: (await import('./AtTheDoor.tsx')).AtTheDoor }))

const closed = (state: PassState, isCalledOff: boolean) =>
  state === 'void'
    ? t`Given back: nobody gets in with it any more.`
    : state === 'frozen'
      ? t`No code while the bank looks into the payment.`
      : isCalledOff
        ? t`No code: the event has been cancelled.`
        : null

type Known = PassView & Partial<Pick<PassWithCode, 'code' | 'admittedAt'>>
type Props = { event: OrderView['event']; pass: Known; n: number; of: number }

const whichOf = ({ pass, n, of }: Pick<Props, 'pass' | 'n' | 'of'>) =>
  pass.seat ? seatName(pass.seat) : t`Ticket ${n} of ${of}`

const Standing = ({ pass }: Pick<Props, 'pass'>) =>
  pass.admittedAt ? <AdmittedBadge at={pass.admittedAt} /> : <PassBadge state={pass.state} />

/** As large as the code that comes. */
const Coming = () => <Skeleton className="h-64 w-full rounded-2xl print:hidden" />

const Code = ({ event, pass, n, of }: Props) => {
  const why = closed(pass.state, event.cancelled)
  if (why) return <p className="font-semibold text-muted">{why}</p>
  return (
    <div className="w-full max-w-56 self-center print:max-w-52 print:self-end">
      {pass.code ? (
        <Suspense fallback={<Coming />}>
          <PassCode code={pass.code} name={whichOf({ pass, n, of })} />
        </Suspense>
      ) : (
        <Coming />
      )}
    </div>
  )
}

const Pass = ({ event, pass, n, of }: Props) => (
  <li className="ticket flex print:mb-8">
    <div className="ticket-cut flex w-full flex-col bg-surface [--stub:4rem] print:border print:border-edge">
      <div className="relative print:hidden">
        <Artwork id={event.id} className={`h-16 w-full ${pass.state === 'valid' ? '' : 'opacity-50 grayscale'}`} />
      </div>
      <div className="flex flex-1 flex-col gap-4 px-5 pt-4 pb-4 print:flex-row print:justify-between">
        <div className={pass.state === 'void' ? 'text-muted line-through' : ''}>
          <p className="text-sm font-bold text-brand">
            {shortDay(event.startsAt, event.timeZone)} · {timeWithZone(event.startsAt, event.timeZone)}
          </p>
          <p className="text-sm text-muted">
            {event.venue}, {event.city}
          </p>
          <p className="figure mt-2 text-xl leading-tight wrap-anywhere">{pass.name}</p>
          <p className="font-semibold">{whichOf({ pass, n, of })}</p>
        </div>
        <Code event={event} pass={pass} n={n} of={of} />
      </div>
      <div className="mx-4 flex h-16 items-center justify-between gap-3 border-t-2 border-dashed border-line px-1">
        <span className="truncate text-sm font-semibold">{event.title}</span>
        <Standing pass={pass} />
      </div>
    </div>
  </li>
)

const opening = (passes: readonly Known[]): Shown[] =>
  passes.flatMap(({ code, name, seat }, index) => (code ? [{ n: index + 1, name, seat, code }] : []))

/** Every ticket of a paid order, whether it still opens the door, and with what. */
export const Passes = ({ order }: { order: OrderView }) => {
  const { event, passes } = order
  const opens = !event.cancelled && passes.some(({ state }) => state === 'valid')
  const { data, error, refetch } = useQuery({ ...passesQuery(order), enabled: opens })
  const [isAtDoor, setAtDoor] = useState(false)
  const known: Known[] = passes.map((pass, index) => ({ ...data?.[index], ...pass }))
  const shown = opening(known)
  if (passes.length === 0) return null
  return (
    <section aria-labelledby="passes">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 id="passes" className="text-section">
          <Plural value={passes.length} one="Ticket" other="Tickets" />
        </h2>
        {opens && (
          <Button className="print:hidden" disabled={shown.length === 0} onClick={() => setAtDoor(true)}>
            <QrIcon aria-hidden="true" className="size-5" />
            <Trans>Show at the door</Trans>
          </Button>
        )}
      </div>
      {opens && (
        <p className="mb-4 max-w-prose text-muted print:hidden">
          <Trans>
            Each ticket lets one person in, once. Whoever has a picture of its code gets in with it, so show it to
            nobody but the door.
          </Trans>
        </p>
      )}
      {error && !data && (
        <div className="mb-4 print:hidden">
          <Problem
            error={error}
            action={
              <Button variant="secondary" onClick={() => void refetch()}>
                <Trans>Try again</Trans>
              </Button>
            }
          />
        </div>
      )}
      <ul className="grid gap-5 sm:grid-cols-2 print:block">
        {known.map((pass, n) => (
          <Pass
            key={`${pass.ticketType} ${pass.seat ? seatName(pass.seat) : n}`}
            event={event}
            pass={pass}
            n={n + 1}
            of={passes.length}
          />
        ))}
      </ul>
      {isAtDoor && shown.length > 0 && (
        <Suspense>
          <AtTheDoor event={event} passes={shown} of={passes.length} onClose={() => setAtDoor(false)} />
        </Suspense>
      )}
    </section>
  )
}
