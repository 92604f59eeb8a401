import { t } from '@lingui/core/macro'
import { type ReactNode, useId, useState } from 'react'
import { Button } from './Button.tsx'

type Props = {
  title: string
  chart: ReactNode
  /** The same in rows and columns. */
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

const cell = 'px-2 py-2.5 first:pl-0 last:pr-0 not-first:text-right not-first:tabular-nums'

/** A picture of numbers, and the numbers themselves for whoever would rather read them. */
export const ChartCard = ({ title, chart, head, rows }: Props) => {
  const id = useId()
  const [isTable, setTable] = useState(false)
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div className="mb-6 flex items-center justify-between gap-4">
        <h2 id={id} className="text-2xl">
          {title}
        </h2>
        <Button
          variant="secondary"
          className="min-h-9! px-4! py-1!"
          aria-label={isTable ? t`${title}: show as a chart` : t`${title}: show as a table`}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? t`Chart` : t`Table`}
        </Button>
      </div>
      {isTable ? (
        // A region that scrolls has to be reachable by key.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section aria-labelledby={`${id}-table`} tabIndex={0} className="max-h-96 overflow-auto">
          <table id={`${id}-table`} aria-labelledby={id} className="w-full text-left">
            <thead>
              <tr className="text-sm text-muted">
                {head.map((word) => (
                  <th key={word} scope="col" className={cell}>
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([first, ...values]) => (
                <tr key={first} className="border-t border-line">
                  <th scope="row" className={`${cell} font-bold`}>
                    {first}
                  </th>
                  {values.map((value, n) => (
                    <td key={head[n + 1]} className={cell}>
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        chart
      )}
    </section>
  )
}
