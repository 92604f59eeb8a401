import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import { useHold } from '../../api/orders.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { EventView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { HoldBar } from './HoldBar.tsx'
import { HoldRefused, refusedTypes } from './HoldRefused.tsx'
import { formatChoice, withQuantity } from './selection.ts'
import { TicketTypeRow } from './TicketTypeRow.tsx'
import { useTicketChoice } from './use-ticket-choice.ts'

type Props = { event: EventView; tickets: string | undefined; onChange: (tickets: string | undefined) => void }

export const TicketPicker = ({ event, tickets, onChange }: Props) => {
  const navigate = useNavigate()
  const { data: account } = useQuery(accountQuery)
  const { choice, shrunk, count, total, rows, nothingOpen } = useTicketChoice(event, tickets)
  const hold = useHold()
  const refused = refusedTypes(hold.error)

  const signIn = () => {
    const chosen = formatChoice(choice)
    return navigate({ to: '/sign-in', search: { next: `/events/${event.id}${chosen ? `?tickets=${chosen}` : ''}` } })
  }
  const submit = () => {
    if (account === null) return void signIn()
    hold.mutate(
      { event: event.id, items: choice },
      {
        onSuccess: (order) => void navigate({ to: '/orders/$orderId', params: { orderId: order.id } }),
        onError: (error) => void (refusedAs(error, 'signed-out') && signIn()),
      },
    )
  }

  return (
    <section aria-labelledby="tickets" className="rounded-card bg-surface shadow-raised">
      <div className="px-5 pt-6 sm:px-7">
        <h2 id="tickets" className="text-2xl">
          Tickets
        </h2>
        <p className="mt-1 text-muted">On hold for {event.holdMinutes} minutes while you pay.</p>
      </div>
      <ul className="divide-y divide-line px-5 sm:px-7">
        {rows.map((row) => (
          <TicketTypeRow
            key={row.type.id}
            {...row}
            timeZone={event.timeZone}
            refused={refused.includes(row.type.id)}
            onChange={(quantity) => {
              if (hold.isError) hold.reset()
              onChange(formatChoice(withQuantity(choice, row.type, quantity)))
            }}
          />
        ))}
      </ul>
      <div className="space-y-3 px-5 pb-5 empty:hidden sm:px-7">
        {shrunk && !hold.isError && (
          <Banner tone="warn" role="status" title="Fewer are left than you chose">
            We lowered your choice to what can still be had.
          </Banner>
        )}
        {hold.isError && <HoldRefused error={hold.error} />}
      </div>
      <HoldBar count={count} total={total} nothingOpen={nothingOpen} busy={hold.isPending} onHold={submit} />
    </section>
  )
}
