import { t } from '@lingui/core/macro'
import type { CurrencySums, Part, Report } from '../../../api/report-types.ts'
import { formatCount } from '../../../format/count.ts'
import { formatMoney, shortMoney } from '../../../format/money.ts'
import { AreaChart } from '../../../ui/AreaChart.tsx'
import { BarList } from '../../../ui/BarList.tsx'
import { ChartCard } from '../../../ui/ChartCard.tsx'
import { seriesOf } from './series.ts'
import { grainWords, stretchWords } from './words.ts'

type RevenueProps = { report: Report; sums: CurrencySums; timeZone: string; isWhole: boolean }

/** What buyers paid, over time. */
export const Revenue = ({ report, sums, timeZone, isWhole }: RevenueProps) => {
  const { currency } = sums
  const money = (amount: number) => formatMoney({ amount, currency })
  const series = seriesOf(report, sums, isWhole).map((point) => ({
    ...point,
    label: stretchWords(point.start, report.grain, timeZone),
  }))
  const best = series.toSorted((a, b) => b.gross - a.gross)[0]
  const [total, most, when] = [money(sums.gross), money(best?.gross ?? 0), best?.label ?? '']
  return (
    <ChartCard
      title={t`Revenue`}
      head={[grainWords(report.grain), t`Orders`, t`Tickets`, t`Gross`, t`Refunds`]}
      rows={series
        .toReversed()
        .map(({ label, orders, tickets, gross, refunded }) => [
          label,
          formatCount(orders),
          formatCount(tickets),
          money(gross),
          money(refunded),
        ])}
      chart={
        <AreaChart
          name={t`Revenue over time: ${total} in all, the most ${when} with ${most}. The table has every number.`}
          points={series.map(({ label, gross }) => ({ label, value: gross }))}
          words={money}
          short={(amount) => shortMoney({ amount: Math.round(amount), currency })}
        />
      }
    />
  )
}

const left = ({ tickets, returned }: Part) => Math.max(0, tickets - returned)

type SharesProps = { title: string; parts: readonly Part[]; nameOfPart: string; isWhole: boolean }

/** Which ticket types, or which events, were bought: of how many, as long as all time is looked at. */
export const Shares = ({ title, parts, nameOfPart, isWhole }: SharesProps) => (
  <ChartCard
    title={title}
    head={[nameOfPart, t`Sold`, t`Given back`, t`Of`, t`Gross`]}
    rows={parts.map((part) => [
      part.name,
      formatCount(part.tickets),
      formatCount(part.returned),
      formatCount(part.of),
      formatMoney({ amount: part.gross, currency: part.currency }),
    ])}
    chart={
      <BarList
        name={title}
        items={parts.map((part) => {
          const [sold, of] = [formatCount(left(part)), formatCount(part.of)]
          return {
            id: part.id,
            name: part.name,
            value: isWhole ? left(part) : part.tickets,
            of: isWhole ? part.of : 0,
            words: isWhole ? t`${sold} of ${of}` : formatCount(part.tickets),
            aside: formatMoney({ amount: part.gross, currency: part.currency }),
          }
        })}
      />
    }
  />
)
