import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { EventFilter } from '../../api/types.ts'
import { Heading } from '../../ui/Heading.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { HeroTickets } from './HeroTickets.tsx'
import { Results } from './Results.tsx'
import { SearchBar } from './SearchBar.tsx'

type Props = { filter: EventFilter; onChange: (filter: EventFilter) => void }

export const Discover = ({ filter, onChange }: Props) => {
  useTitle(t`Discover events`)
  return (
    <>
      <div className="relative mx-auto w-full max-w-6xl px-4 pt-7 pb-7 sm:px-6 sm:pt-16 sm:pb-12">
        <HeroTickets />
        <Heading className="max-w-4xl text-hero">
          <Trans>
            Take your time.
            <br />
            <span className="mt-1.5 -ml-[0.1em] inline-block rounded-[0.22em] bg-glow px-[0.14em] pt-[0.04em] pb-[0.1em] text-on-glow">
              Your ticket waits.
            </span>
          </Trans>
        </Heading>
        <p className="mt-4 max-w-xl text-muted sm:mt-5 sm:text-lg">
          <Trans>Put tickets on hold, then pay in peace. While the clock runs, nobody can take them from you.</Trans>
        </p>
        <div className="mt-6 max-w-3xl sm:mt-8">
          <SearchBar filter={filter} onChange={onChange} />
        </div>
      </div>
      <div className="mx-auto w-full max-w-6xl px-4 pb-16 sm:px-6">
        <Results filter={filter} onClear={() => onChange({ sort: filter.sort })} />
      </div>
    </>
  )
}
