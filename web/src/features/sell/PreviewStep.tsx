import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import type { EventView, Id } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { EventPage } from '../event/EventPage.tsx'
import { type Draft, inputOf, isComplete } from './draft.ts'

/** Nobody: so that the page shows a buyer's side, and none of the seller's own buttons. */
const nobody = 'acc_00000000000000000000000000000000'

const typeId = (n: number): Id<'ticketType'> => `typ_${n.toString().padStart(32, '0')}` as const

/** What the event would look like to others, were it published as it is typed. */
const previewOf = (draft: Draft, base: EventView | undefined, seller: string): EventView | undefined => {
  const parsed = inputOf(draft)
  if ('wrong' in parsed || !isComplete(draft)) return undefined
  return {
    ...parsed.input,
    artwork: draft.artwork,
    withdrawn: false,
    ticketTypes: parsed.input.ticketTypes.map((type, n) => ({ ...type, id: type.id ?? typeId(n) })),
    id: base?.id ?? 'evt_00000000000000000000000000000000',
    seller: { id: nobody, name: seller },
    ...{ status: 'published', version: 0, createdAt: '', publishedAt: null, cancelReason: null },
  }
}

/** The buyer's page as it will look. It is a picture: what can be pressed there can be pressed on the page itself. */
export const PreviewStep = ({ draft, base }: { draft: Draft; base: EventView | undefined }) => {
  const { data: account } = useQuery(accountQuery)
  const event = previewOf(draft, base, base?.seller.name ?? account?.name ?? '')
  if (!event)
    return (
      <EmptyState picture={<LogoMark className="size-14" />} title={t`Not complete yet`}>
        <Trans>Fill in the details and the tickets, and see here what buyers will see.</Trans>
      </EmptyState>
    )
  return (
    <section aria-label={t`Preview`}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">
          <Trans>This is what buyers will see.</Trans>
        </p>
        {base && (
          <Link
            to="/events/$eventId"
            params={{ eventId: base.id }}
            target="_blank"
            className={buttonLook('secondary', 'medium', 'min-h-9! px-4! py-1!')}
          >
            <Trans>Open the page itself</Trans>
          </Link>
        )}
      </div>
      <div className="overflow-hidden rounded-card border-2 border-line">
        <p aria-hidden="true" className="flex items-center gap-1.5 border-b-2 border-line bg-sunken px-4 py-2.5">
          {['a', 'b', 'c'].map((dot) => (
            <span key={dot} className="size-2.5 rounded-full bg-edge/50" />
          ))}
          <span translate="no" className="mx-auto truncate rounded-full bg-surface px-4 py-0.5 text-sm text-muted">
            {location.host}/events/…
          </span>
        </p>
        <div inert className="[contain:paint]">
          <EventPage event={event} tickets={undefined} onChange={() => {}} />
        </div>
      </div>
    </section>
  )
}
