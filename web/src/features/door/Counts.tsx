import { t } from '@lingui/core/macro'
import type { Door } from '../../api/door.ts'
import { formatCount } from '../../format/count.ts'
import { BarList } from '../../ui/BarList.tsx'

const words = ({ admitted, sold }: { admitted: number; sold: number }) => {
  const [inside, all] = [formatCount(admitted), formatCount(sold)]
  return t`${inside} of ${all}`
}

/** How many are inside, of how many who are expected. */
export const Counts = ({ ticketTypes }: Pick<Door, 'ticketTypes'>) => {
  const all = ticketTypes.reduce(
    (sum, { admitted, sold }) => ({ admitted: sum.admitted + admitted, sold: sum.sold + sold }),
    { admitted: 0, sold: 0 },
  )
  return (
    <section aria-labelledby="inside" className="rounded-card bg-surface p-5 shadow-raised">
      <h2 id="inside" className="text-section">{t`Inside`}</h2>
      <p className="figure mt-1 mb-4 text-4xl">{words(all)}</p>
      <BarList
        name={t`Inside, by ticket type`}
        items={ticketTypes.map(({ ticketType, name, admitted, sold }) => ({
          ...{ id: ticketType, name, value: sold === 0 ? 0 : admitted / sold, of: 1, words: words({ admitted, sold }) },
        }))}
      />
    </section>
  )
}
