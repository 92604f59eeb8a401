import { Plural, Trans } from '@lingui/react/macro'
import type { Money } from '../../api/types.ts'
import { formatPrice } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'

type Props = { count: number; total: Money; nothingOpen: boolean; busy: boolean; onHold: () => void }

/** The total and the one next step. On a phone it stays at the lower edge of the screen, wherever one reads. */
export const HoldBar = ({ count, total, nothingOpen, busy, onHold }: Props) => (
  <div className="hold-bar fixed inset-x-0 bottom-0 z-10 flex items-center justify-between gap-4 border-t border-line bg-surface px-5 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-raised lg:static lg:z-auto lg:rounded-b-card lg:border-t-2 lg:border-dashed lg:px-7 lg:py-5 lg:shadow-none">
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
          <p className="text-sm text-muted">
            <Plural value={count} one="# ticket, all in" other="# tickets, all in" />
          </p>
          <p className="figure text-[1.7rem] leading-tight">{formatPrice(total)}</p>
        </>
      )}
    </div>
    {count === 0 && !nothingOpen && (
      <Button
        size="large"
        className="lg:hidden"
        onClick={() => document.getElementById('tickets')?.scrollIntoView({ block: 'start' })}
      >
        <Trans>See tickets</Trans>
      </Button>
    )}
    <Button
      size="large"
      disabled={count === 0}
      busy={busy}
      onClick={onHold}
      className={count === 0 ? 'max-lg:hidden' : ''}
    >
      <Trans>Hold tickets</Trans>
    </Button>
  </div>
)
