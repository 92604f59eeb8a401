import { t } from '@lingui/core/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { isTicketTypeId } from '../../api/ids.ts'
import type { SaleState } from '../../api/money-types.ts'
import type { EventView } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Chevron } from '../../ui/Chevron.tsx'
import { box } from '../../ui/Field.tsx'
import { chip } from '../sell/chip.ts'
import { saleStates, stateFilterWords } from './filter.ts'

/** What is in the address: a state, a ticket type, and what was typed. */
export type Filter = {
  state?: SaleState | undefined
  type?: EventView['ticketTypes'][number]['id'] | undefined
  q?: string | undefined
}

type Props = { event: EventView; filter: Filter }

/** Which orders are shown. All of it stands in the address, so that it can be come back to. */
export const SalesFilters = ({ event, filter }: Props) => {
  const navigate = useNavigate()
  const [typed, setTyped] = useState(filter.q ?? '')
  const params = { eventId: event.id }
  const show = (change: Filter) =>
    void navigate({
      to: '/sell/$eventId/orders',
      params,
      search: { ...filter, ...change },
      replace: true,
      resetScroll: false,
    })
  return (
    <div className="mb-5 flex flex-col gap-3">
      <nav aria-label={t`Which orders`} className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
        {([undefined, ...saleStates] as const).map((state) => (
          <Link
            key={state ?? 'all'}
            to="/sell/$eventId/orders"
            params={params}
            search={{ ...filter, state }}
            activeOptions={{ exact: true }}
            className={chip}
            resetScroll={false}
            replace
          >
            {stateFilterWords(state)}
          </Link>
        ))}
      </nav>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <search>
          <form
            className="flex gap-2"
            onSubmit={(submitted) => {
              submitted.preventDefault()
              show({ q: typed.trim() || undefined })
            }}
          >
            <input
              type="search"
              aria-label={t`Search orders`}
              placeholder={t`A name, or part of a number`}
              autoComplete="off"
              spellCheck={false}
              className={box}
              value={typed}
              onChange={({ target }) => {
                setTyped(target.value)
                if (target.value === '' && filter.q) show({ q: undefined })
              }}
            />
            <Button type="submit" variant="secondary" aria-label={t`Search`} className="px-4!">
              <Search aria-hidden="true" className="size-5" />
            </Button>
          </form>
        </search>
        {event.ticketTypes.length > 1 && (
          <Chevron>
            <select
              aria-label={t`Ticket type`}
              className={`${box} min-h-11 appearance-none pr-11`}
              value={filter.type ?? ''}
              onChange={({ target }) => show({ type: isTicketTypeId(target.value) ? target.value : undefined })}
            >
              <option value="">{t`All ticket types`}</option>
              {event.ticketTypes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Chevron>
        )}
      </div>
    </div>
  )
}
