import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { WholeSaleView } from '../../api/money-types.ts'
import type { EventView } from '../../api/types.ts'
import { formatPrice, sumOf } from '../../format/money.ts'
import { seatName, seatPhrases } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { AdmittedBadge, PassBadge } from '../order/PassBadge.tsx'
import { Steps } from '../order/Timeline.tsx'
import { EventTabs } from '../sell/EventTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { RefundLines } from './RefundLines.tsx'
import { SaleActions } from './SaleActions.tsx'
import { SaleMoney } from './SaleMoney.tsx'
import { stepsOf } from './sale-steps.ts'
import { stateTones, stateWords } from './words.ts'

type Props = { sale: WholeSaleView }

const card = 'rounded-card bg-surface p-5 shadow-raised sm:p-6'

const Bought = ({ sale: { items, total } }: Props) => (
  <ul aria-label={t`What was bought`} className="mt-4 space-y-1.5">
    {items.map((item) => (
      <li key={item.ticketType} className="flex justify-between gap-4">
        <span className="min-w-0 wrap-anywhere">
          {item.quantity} × {item.name}
          {seatPhrases(item.seats ?? []).map((phrase) => (
            <span key={phrase} className="block font-bold">
              {phrase}
            </span>
          ))}
        </span>
        <span className="tabular-nums">{formatPrice(sumOf([item], total.currency))}</span>
      </li>
    ))}
    <li className="flex items-baseline justify-between gap-4 border-t border-line pt-3 font-bold not-first:mt-4">
      <Trans>Total</Trans>
      <span className="figure text-2xl">{formatPrice(total)}</span>
    </li>
  </ul>
)

const Order = ({ sale }: Props) => (
  <section aria-label={t`Order`} className={card}>
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Badge tone={stateTones[sale.state]}>{stateWords(sale.state)}</Badge>
      {sale.frozen && <Badge tone="warn">{t`Disputed`}</Badge>}
      <ShortId label={t`Order`} id={sale.id} />
      <ShortId label={t`Buyer`} id={sale.buyer} />
    </div>
    <Bought sale={sale} />
    {sale.retaken && (
      <p className="mt-4 text-muted">
        <Trans>The hold had ended when the money came; the tickets were still to be had.</Trans>
      </p>
    )}
    <SaleActions
      sale={sale}
      around={(buttons, outcome) => (
        <div className="mt-5 flex flex-col gap-3 empty:hidden">
          {buttons}
          {outcome}
        </div>
      )}
    />
  </section>
)

const Tickets = ({ sale: { passes } }: Props) =>
  passes.length > 0 && (
    <section aria-labelledby="passes" className={card}>
      <h2 id="passes" className="mb-2 text-lg">
        <Plural value={passes.length} one="Ticket" other="Tickets" />
      </h2>
      <ol className="divide-y divide-line">
        {passes.map((pass, n) => (
          <li
            key={`${pass.ticketType} ${pass.seat ? seatName(pass.seat) : n}`}
            className="flex items-center justify-between gap-4 py-2.5"
          >
            <span className={`min-w-0 wrap-anywhere ${pass.state === 'void' ? 'text-muted line-through' : ''}`}>
              {pass.name}
              {pass.seat && <strong className="block">{seatName(pass.seat)}</strong>}
            </span>
            <span className="flex flex-wrap justify-end gap-2">
              {pass.admittedAt && <AdmittedBadge at={pass.admittedAt} />}
              {(pass.state !== 'valid' || !pass.admittedAt) && <PassBadge state={pass.state} />}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )

const Refunds = ({ sale: { refunds } }: Props) =>
  refunds.length > 0 && (
    <section aria-labelledby="refunds" className={card}>
      <h2 id="refunds" className="mb-3 text-lg">
        <Trans>Money back</Trans>
      </h2>
      <RefundLines refunds={refunds} />
    </section>
  )

const whoWords = ({ buyerName, buyerGone, id }: WholeSaleView) =>
  buyerName ?? (buyerGone ? t`Somebody who deleted their account` : t`Order …${id.slice(-8)}`)

/** One order, for its seller: who, what, where they sit, what happened, and the money. */
export const SalePage = ({ event, sale }: Props & { event: EventView }) => {
  const who = whoWords(sale)
  return (
    <Page title={`${who}: ${event.title}`}>
      <Heading className="text-4xl wrap-anywhere sm:text-5xl">{who}</Heading>
      <EventTabs event={event} />
      <Link
        to="/sell/$eventId/orders"
        params={{ eventId: event.id }}
        className={buttonLook('quiet', 'medium', '-ml-4 mb-3')}
      >
        <ArrowLeft aria-hidden="true" className="size-5" />
        <Trans>All orders</Trans>
      </Link>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-10">
        <div className="grid min-w-0 gap-6">
          <Order sale={sale} />
          <Tickets sale={sale} />
          <Refunds sale={sale} />
        </div>
        <div className="grid gap-6">
          <SaleMoney sale={sale} />
          <Steps steps={stepsOf(sale)} />
        </div>
      </div>
    </Page>
  )
}
