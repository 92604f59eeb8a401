import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { DisputeState, DisputeView } from '../../api/money-types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { disputeWords } from './words.ts'

const tones = { open: 'warn', won: 'good', lost: 'bad' } as const

const stateWords = (state: DisputeState): string => ({ open: t`Open`, won: t`Won`, lost: t`Lost` })[state]

export const DisputeList = ({ disputes }: { disputes: readonly DisputeView[] }) => (
  <ul className="divide-y divide-line rounded-card bg-surface p-5 shadow-raised sm:p-7">
    {disputes.map(({ id, order, amount, currency, reason, state, evidenceDueAt }) => (
      <li key={id} className="py-4 first:pt-0 last:pb-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <strong className="text-lg tabular-nums">{formatMoney({ amount, currency })}</strong>
          <Badge tone={tones[state]}>{stateWords(state)}</Badge>
          <ShortId label={t`Order`} id={order} />
        </p>
        <p>{disputeWords(reason)}.</p>
        {state === 'open' && evidenceDueAt && (
          <p className="font-bold text-warn">
            <Trans>
              Answer by <time dateTime={evidenceDueAt}>{ownMoment(evidenceDueAt)}</time>
            </Trans>
          </p>
        )}
      </li>
    ))}
  </ul>
)

/** Buyers who went to their bank. Where there are none, nobody needs to hear of it. */
export const Disputes = ({ disputes }: { disputes: readonly DisputeView[] }) =>
  disputes.length > 0 && (
    <section aria-labelledby="disputes">
      <h2 id="disputes" className="text-2xl">
        <Trans>Disputes</Trans>
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted">
        <Trans>
          A buyer asked their bank for the money back. The bank decides; Stripe asks you for what speaks for you, by
          mail. Nobody gets in with those tickets meanwhile.
        </Trans>
      </p>
      <DisputeList disputes={disputes} />
    </section>
  )
