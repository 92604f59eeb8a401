import { t } from '@lingui/core/macro'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { EventFilter } from '../../api/types.ts'
import { Filters } from './Filters.tsx'

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
    <search className="flex flex-col gap-3.5">
      <form
        className="relative"
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
          className="min-h-14 w-full rounded-full border border-edge bg-surface pr-5 pl-13 text-lg shadow-raised placeholder:text-muted"
        />
      </form>
      <Filters filter={filter} onChange={onChange} />
    </search>
  )
}
