import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { EventFilter, EventSort } from '../../api/types.ts'
import { Chevron } from '../../ui/Chevron.tsx'

type Props = { filter: EventFilter; onChange: (filter: EventFilter) => void }

const pause = 300

/** The address holds the search; the box only runs a little ahead of it while somebody types. */
export const SearchBar = ({ filter, onChange }: Props) => {
  const [typed, setTyped] = useState(filter.q ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  // Going back, or "clear", changes the address without the box; then the box follows.
  const [known, setKnown] = useState(filter.q)
  if (known !== filter.q) {
    setKnown(filter.q)
    if ((filter.q ?? '') !== typed.trim()) setTyped(filter.q ?? '')
  }

  const search = (q: string, afterMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange({ ...filter, q: q.trim() || undefined }), afterMs)
  }

  return (
    <search className="flex flex-col gap-3 sm:flex-row">
      <form
        className="relative flex-1"
        onSubmit={(event) => {
          event.preventDefault()
          search(typed, 0)
        }}
      >
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-5 size-5 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label={t`Search events`}
          placeholder={t`Event, venue or city`}
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            search(event.target.value, pause)
          }}
          className="min-h-14 w-full rounded-full border border-edge bg-surface pr-5 pl-13 text-lg placeholder:text-muted"
        />
      </form>
      <Chevron>
        <select
          aria-label={t`Sort by`}
          value={filter.sort ?? 'soonest'}
          onChange={(event) => {
            const sort: EventSort = event.target.value === 'newest' ? 'newest' : 'soonest'
            onChange({ ...filter, sort: sort === 'soonest' ? undefined : sort })
          }}
          className="min-h-14 w-full appearance-none rounded-full border border-edge bg-surface pr-12 pl-6 font-semibold"
        >
          <option value="soonest">
            <Trans>Soonest first</Trans>
          </option>
          <option value="newest">
            <Trans>Newest first</Trans>
          </option>
        </select>
      </Chevron>
    </search>
  )
}
