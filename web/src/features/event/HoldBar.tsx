import { Trans } from '@lingui/react/macro'
import type { Money } from '../../api/types.ts'
import { formatPrice } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'

type Props = { count: number; total: Money; nothingOpen: boolean; busy: boolean; onHold: () => void }

/** The total and the one next step. On a phone it stays in reach at the lower edge. */
export const HoldBar = ({ count, total, nothingOpen, busy, onHold }: Props) => (
  <div className="sticky bottom-0 flex items-center justify-between gap-4 rounded-b-card border-t-2 border-dashed border-line bg-surface px-5 py-4 sm:px-7">
    <div aria-live="polite" aria-atomic="true">
      {nothingOpen ? (
        <p className="font-bold">
          <Trans>Nothing to buy now</Trans>
        </p>
      ) : count === 0 ? (
        <p className="text-muted">
          <Trans>Choose your tickets</Trans>
        </p>
      ) : (
        <>
          <p className="text-sm text-muted">{count === 1 ? '1 ticket, all in' : `${count} tickets, all in`}</p>
          <p className="text-2xl leading-tight font-extrabold tabular-nums">{formatPrice(total)}</p>
        </>
      )}
    </div>
    <Button size="large" disabled={count === 0} busy={busy} onClick={onHold}>
      <Trans>Hold tickets</Trans>
    </Button>
  </div>
)
