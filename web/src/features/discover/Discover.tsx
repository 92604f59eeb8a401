import { Trans } from '@lingui/react/macro'
import type { EventFilter } from '../../api/types.ts'
import { Heading } from '../../ui/Heading.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { HeroTickets } from './HeroTickets.tsx'
import { Results } from './Results.tsx'
import { SearchBar } from './SearchBar.tsx'

type Props = { filter: EventFilter; onChange: (filter: EventFilter) => void }

export const Discover = ({ filter, onChange }: Props) => {
  useTitle('Discover events')
  return (
    <>
      <div className="relative mx-auto w-full max-w-6xl px-4 pt-10 pb-8 sm:px-6 sm:pt-16 sm:pb-12">
        <HeroTickets />
        <Heading className="max-w-4xl text-[clamp(2rem,9.2vw,4.5rem)] leading-[1.06] tracking-[-0.045em]">
          Take your time.
          <br />
          <span className="mt-1 -ml-[0.12em] inline-block rounded-2xl bg-glow px-[0.16em] pb-[0.06em] text-on-glow">
            <Trans>Your ticket waits.</Trans>
          </span>
        </Heading>
        <p className="mt-5 max-w-xl text-lg text-muted">
          Put tickets on hold, then pay in peace. While the clock runs nobody can take them from you, and you pay only
          for what you get.
        </p>
        <div className="mt-8 max-w-3xl">
          <SearchBar filter={filter} onChange={onChange} />
        </div>
      </div>
      <div className="mx-auto w-full max-w-6xl px-4 pb-16 sm:px-6">
        <Results filter={filter} onClear={() => onChange({ ...filter, q: undefined })} />
      </div>
    </>
  )
}
