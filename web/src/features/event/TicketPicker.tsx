import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import { useHold } from '../../api/orders.ts'
import { refusedAs, refusedTypes } from '../../api/refusal.ts'
import type { Choice, EventView } from '../../api/types.ts'
import { seatWords } from '../../format/seats.ts'
import { stringifySearch } from '../../search.ts'
import { Banner } from '../../ui/Banner.tsx'
import { HoldBar } from './HoldBar.tsx'
import { HoldRefused } from './HoldRefused.tsx'
import { formatChoice, itemsOf, takenApart, withQuantity, withSeats } from './selection.ts'
import { TicketTypeRow } from './TicketTypeRow.tsx'
import { useTicketChoice } from './use-ticket-choice.ts'

type Props = { event: EventView; tickets: string | undefined; onChange: (tickets: string | undefined) => void }

export const TicketPicker = ({ event, tickets, onChange }: Props) => {
  const navigate = useNavigate()
  const { data: account } = useQuery(accountQuery)
  const { choice, shrunk, gone, count, total, rows, nothingOpen } = useTicketChoice(event, tickets)
  const hold = useHold()
  const refused = refusedTypes(hold.error)
  const goneWords = seatWords(gone)

  const signIn = () => {
    const search = stringifySearch({ tickets: formatChoice(choice) })
    return navigate({ to: '/sign-in', search: { next: `/events/${event.id}${search}` } })
  }
  const choose = (now: Choice[]) => {
    if (hold.isError) hold.reset()
    onChange(formatChoice(now))
  }
  const submit = (chosen: Choice[]) => {
    if (account === null) return void signIn()
    hold.mutate(
      { event: event.id, items: itemsOf(chosen) },
      {
        onSuccess: (order) => void navigate({ to: '/orders/$orderId', params: { orderId: order.id } }),
        onError: (error) => void (refusedAs(error, 'signed-out') && signIn()),
      },
    )
  }

  return (
    <section aria-labelledby="tickets" className="rounded-card bg-surface shadow-raised">
      <div className="px-5 pt-6 sm:px-7">
        <h2 id="tickets" className="scroll-mt-4 text-section">
          <Trans>Tickets</Trans>
        </h2>
        <p className="mt-1 text-muted">
          <Plural
            value={event.holdMinutes}
            one="On hold for # minute while you pay."
            other="On hold for # minutes while you pay."
          />
          {event.maxPerPerson !== null && (
            <>
              {' '}
              <Plural
                value={event.maxPerPerson}
                one="At most one ticket per person."
                other="At most # tickets per person."
              />
            </>
          )}
        </p>
      </div>
      <ul className="space-y-1 px-5 py-3 sm:px-7">
        {rows.map((row) => (
          <TicketTypeRow
            key={row.type.id}
            {...row}
            refused={refused.includes(row.type.id)}
            event={event}
            onChange={(quantity) => choose(withQuantity(choice, row.type, quantity))}
            onSeats={(seats) => choose(withSeats(choice, row.type, seats))}
          />
        ))}
      </ul>
      <div className="space-y-3 px-5 pb-5 empty:hidden sm:px-7">
        {gone.length > 0 && !hold.isError && (
          <Banner tone="warn" role="status" title={t`Taken meanwhile`}>
            <Trans>{goneWords}. The rest of your choice is kept.</Trans>
          </Banner>
        )}
        {shrunk && gone.length === 0 && !hold.isError && (
          <Banner tone="warn" role="status" title={t`Fewer are left than you chose`}>
            <Trans>We lowered your choice to what can still be had.</Trans>
          </Banner>
        )}
        {hold.isError && (
          <HoldRefused
            error={hold.error}
            onApart={() => {
              const apart = takenApart(choice, refused)
              choose(apart)
              submit(apart)
            }}
          />
        )}
      </div>
      <HoldBar
        count={count}
        total={total}
        nothingOpen={nothingOpen}
        busy={hold.isPending}
        onHold={() => submit(choice)}
      />
    </section>
  )
}
