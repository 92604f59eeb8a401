import { plural, t } from '@lingui/core/macro'
import type { TypeStock } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'

const surplusWords = (surplus: number) =>
  plural(surplus, {
    one: '# of the tickets you took off is held or sold. It stays with its buyer and goes off sale when it comes back.',
    other:
      '# of the tickets you took off are held or sold. They stay with their buyers and go off sale when they come back.',
  })

/** Where the tickets of a type are, and what could not be taken off sale. */
export const StockLine = ({ stock }: { stock: TypeStock }) => (
  <div className="mb-4 space-y-3">
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted">
      {(
        [
          [t({ message: 'Free', context: 'tickets left' }), stock.free],
          [t`On hold`, stock.held],
          [t`Sold`, stock.sold],
          ...(stock.withdrawn > 0 ? ([[t`Withdrawn`, stock.withdrawn]] as const) : []),
        ] as const
      ).map(([word, count]) => (
        <div key={word} className="flex gap-1.5">
          <dt>{word}</dt>
          <dd className="font-bold text-ink tabular-nums">{count}</dd>
        </div>
      ))}
    </dl>
    {stock.surplus > 0 && <Banner tone="warn" role="status" title={surplusWords(stock.surplus)} />}
  </div>
)
