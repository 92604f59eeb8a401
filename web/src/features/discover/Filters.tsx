import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { citiesQuery } from '../../api/tickets.ts'
import type { EventFilter } from '../../api/types.ts'
import { ChipSelect } from '../../ui/ChipSelect.tsx'
import { daysOf, narrowedBy, prices, type Span, spanOf, spans } from './filter.ts'

type Props = { filter: EventFilter; onChange: (filter: EventFilter) => void }

const spanWords = (): Record<Span, string> => ({
  today: t`Today`,
  weekend: t`This weekend`,
  week: t`Next 7 days`,
  month: t`Next 30 days`,
})

const day = 'min-h-11 rounded-full border border-edge bg-surface px-4 font-semibold'

const When = ({ filter, onChange }: Props) => {
  const { from, to } = filter
  const now = new Date()
  const span = spanOf(filter, now)
  const [isOwn, setOwn] = useState(false)
  const byDays = isOwn || (!span && (from ?? to) !== undefined)
  const choose = (chosen: string) => {
    setOwn(chosen === 'own')
    if (chosen === 'own') return
    const known = spans.find((one) => one === chosen)
    onChange({ ...filter, from: undefined, to: undefined, ...(known ? daysOf(known, now) : {}) })
  }
  return (
    <>
      <ChipSelect
        aria-label={t`When`}
        isSet={(from ?? to) !== undefined}
        value={byDays ? 'own' : (span ?? '')}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t`Any day`}</option>
        {spans.map((one) => (
          <option key={one} value={one}>
            {spanWords()[one]}
          </option>
        ))}
        <option value="own">{t`Choose days…`}</option>
      </ChipSelect>
      {byDays && (
        <>
          <input
            type="date"
            aria-label={t`From day`}
            className={day}
            value={from ?? ''}
            max={to}
            onChange={(event) => onChange({ ...filter, from: event.target.value || undefined })}
          />
          <input
            type="date"
            aria-label={t`Until day`}
            className={day}
            value={to ?? ''}
            min={from}
            onChange={(event) => onChange({ ...filter, to: event.target.value || undefined })}
          />
        </>
      )}
    </>
  )
}

const Where = ({ filter, onChange }: Props) => {
  const { data } = useQuery(citiesQuery)
  const cities = data?.items.map(({ city }) => city) ?? []
  // An address may name a city where nothing is on sale any more.
  const all = filter.city && !cities.includes(filter.city) ? [filter.city, ...cities] : cities
  return (
    <ChipSelect
      aria-label={t`City`}
      isSet={filter.city !== undefined}
      value={filter.city ?? ''}
      onChange={(event) => onChange({ ...filter, city: event.target.value || undefined })}
    >
      <option value="">{t`Any city`}</option>
      {all.map((city) => (
        <option key={city}>{city}</option>
      ))}
    </ChipSelect>
  )
}

const Price = ({ filter, onChange }: Props) => (
  <ChipSelect
    aria-label={t`Price`}
    isSet={filter.price !== undefined}
    value={filter.price ?? ''}
    onChange={(event) => onChange({ ...filter, price: prices.find((price) => price === event.target.value) })}
  >
    <option value="">{t`Any price`}</option>
    {prices.map((price) => (
      <option key={price} value={price}>
        {price === 'free' ? t`Free` : t`Up to ${price}`}
      </option>
    ))}
  </ChipSelect>
)

const Sort = ({ filter, onChange }: Props) => (
  <ChipSelect
    aria-label={t`Sort by`}
    isSet={false}
    value={filter.sort ?? 'soonest'}
    onChange={(event) => onChange({ ...filter, sort: event.target.value === 'newest' ? 'newest' : undefined })}
  >
    <option value="soonest">{t`Soonest first`}</option>
    <option value="newest">{t`Newest first`}</option>
  </ChipSelect>
)

/** What narrows the list, each a chip; on a phone they are one line that moves sideways. */
export const Filters = (props: Props) => {
  const { filter, onChange } = props
  return (
    <fieldset className="-mx-4 flex min-w-0 gap-2.5 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0">
      <legend className="sr-only">{t`Filters`}</legend>
      <When {...props} />
      <Where {...props} />
      <Price {...props} />
      <Sort {...props} />
      {narrowedBy(filter) > 0 && (
        <button
          type="button"
          className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-full px-3 font-bold text-brand hover:bg-sunken"
          onClick={() => onChange({ q: filter.q, sort: filter.sort })}
        >
          <X aria-hidden="true" className="size-4.5" />
          <Trans>Clear filters</Trans>
        </button>
      )}
    </fieldset>
  )
}
