import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { OrderView } from '../../api/types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import type { Stage } from './stage.ts'

/** Something that happened to an order, is happening, or went wrong. */
export type Step = { key: string; label: string; at?: string | null; state: 'done' | 'now' | 'bad' }

/** How an order ended, or where it is, after it was put on hold. */
const outcome = (stage: Stage, { closedAt: at, total }: OrderView): Step[] => {
  const paid = total.amount === 0 ? t`Tickets taken` : t`Paid`
  const steps: Record<Stage, Omit<Step, 'key'>> = {
    held: { label: t`To be paid`, state: 'now' },
    checking: { label: t`Payment being checked`, state: 'now' },
    confirmed: { label: t`Payment under way`, state: 'now' },
    paid: { label: paid, at, state: 'done' },
    frozen: { label: paid, at, state: 'done' },
    'called-off': { label: paid, at, state: 'done' },
    refunded: { label: paid, at, state: 'done' },
    expired: { label: t`Hold ended`, at, state: 'bad' },
    cancelled: { label: t`Released`, at, state: 'bad' },
    declined: { label: t`Payment declined`, at, state: 'bad' },
    'capture-failed': { label: t`Payment failed`, at, state: 'bad' },
    'event-cancelled': { label: t`Event cancelled`, at, state: 'bad' },
  }
  return [{ key: 'outcome', ...steps[stage] }]
}

export const refundSteps = (refunds: OrderView['refunds']): Step[] =>
  refunds.map(({ id, amount, at, state }) => {
    const sum = formatMoney(amount)
    return {
      key: id,
      label: state === 'done' ? t`${sum} sent back` : t`${sum} going back`,
      at,
      state: state === 'failed' ? 'bad' : state === 'done' ? 'done' : 'now',
    }
  })

const after = (stage: Stage): Step[] => {
  if (stage === 'frozen') return [{ key: 'frozen', label: t`Frozen by a dispute`, state: 'bad' }]
  if (stage === 'called-off') return [{ key: 'off', label: t`Event cancelled`, state: 'bad' }]
  return []
}

const dots: Record<Step['state'], string> = {
  done: 'bg-brand',
  now: 'bg-glow ring-4 ring-warn-soft',
  bad: 'border-3 border-edge bg-surface',
}

/** Steps, one below the other. */
export const Steps = ({ steps }: { steps: readonly Step[] }) => (
  <section aria-labelledby="timeline" className="px-1 print:hidden">
    <h2 id="timeline" className="mb-3 text-lg">
      <Trans>How it stands</Trans>
    </h2>
    <ol>
      {steps.map(({ key, label, at, state }) => (
        <li
          key={key}
          className="relative flex gap-3.5 pb-4 last:pb-0 not-last:before:absolute not-last:before:top-5 not-last:before:bottom-0 not-last:before:left-[0.4rem] not-last:before:w-0.5 not-last:before:bg-line"
        >
          <span aria-hidden="true" className={`mt-1.5 size-3.5 shrink-0 rounded-full ${dots[state]}`} />
          <p aria-current={state === 'now' ? 'step' : undefined}>
            <span className="block font-semibold">{label}</span>
            {at && (
              <time dateTime={at} className="text-sm text-muted">
                {ownMoment(at)}
              </time>
            )}
          </p>
        </li>
      ))}
    </ol>
  </section>
)

/** What happened to an order, in turn. */
export const Timeline = ({ order, stage }: { order: OrderView; stage: Stage }) => (
  <Steps
    steps={[
      { key: 'held', label: t`Put on hold`, at: order.heldAt, state: 'done' },
      ...outcome(stage, order),
      ...after(stage),
      ...refundSteps(order.refunds),
    ]}
  />
)
