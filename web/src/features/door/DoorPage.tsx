import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Volume2, VolumeOff } from 'lucide-react'
import { useState } from 'react'
import { doorQuery } from '../../api/door.ts'
import type { EventView, Id } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { EventTabs } from '../sell/EventTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Before } from './Before.tsx'
import { Camera } from './Camera.tsx'
import { Counts } from './Counts.tsx'
import { Latest } from './Latest.tsx'
import { Result } from './Result.tsx'
import { ScanField } from './ScanField.tsx'
import { sound } from './sound.ts'
import { useScans } from './use-scans.ts'

const SoundSwitch = ({ isOn, onChange }: { isOn: boolean; onChange: (on: boolean) => void }) => {
  const Icon = isOn ? Volume2 : VolumeOff
  return (
    <Button variant="quiet" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
      <Icon aria-hidden="true" className="size-5" />
      <Trans>Sound</Trans>
    </Button>
  )
}

const Scanning = ({ event }: { event: Id<'event'> }) => {
  const [isLoud, setLoud] = useState(false)
  const { scans, scan, see, askAgain } = useScans(event, (verdict) => isLoud && sound(verdict))
  const [last, ...before] = scans
  return (
    <section aria-label={t`Scan tickets`} className="flex flex-col gap-4">
      <Result scan={last} onAskAgain={askAgain} />
      <Before scans={before} onAskAgain={askAgain} />
      <ScanField onScan={scan} />
      <Camera onCode={see} />
      <div className="self-start">
        <SoundSwitch isOn={isLoud} onChange={setLoud} />
      </div>
    </section>
  )
}

const Coming = () => (
  <div role="status" className="flex flex-col gap-4">
    <span className="sr-only">
      <Trans>Loading</Trans>
    </span>
    <Skeleton className="h-48 rounded-card" />
    <Skeleton className="h-32 rounded-card" />
  </div>
)

/** What came last when the store could not be asked is no more than that, and says so. */
const Standing = ({ event }: { event: Id<'event'> }) => {
  const { data, error, refetch } = useQuery(doorQuery(event))
  const tryAgain = (
    <Button variant="secondary" onClick={() => void refetch()}>
      <Trans>Try again</Trans>
    </Button>
  )
  return (
    <div className="flex flex-col gap-5">
      {error && data && (
        <Banner tone="warn" role="status" title={t`These numbers are old`} action={tryAgain}>
          <Trans>The store cannot be reached just now.</Trans>
        </Banner>
      )}
      {error && !data && <Problem error={error} action={tryAgain} />}
      {data && (
        <>
          <Counts ticketTypes={data.ticketTypes} />
          <Latest event={event} latest={data.latest} />
        </>
      )}
      {!data && !error && <Coming />}
    </div>
  )
}

/** Where tickets are looked at when people come. */
export const DoorPage = ({ event }: { event: EventView }) => (
  <Page title={t`Door: ${event.title}`}>
    <Heading>
      <Trans>Door</Trans>
    </Heading>
    <EventTabs event={event} />
    {event.status === 'cancelled' && (
      <div className="mb-6">
        <Banner tone="warn" title={t`This event has been cancelled`}>
          <Trans>Nobody is let in with its tickets.</Trans>
        </Banner>
      </div>
    )}
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Scanning event={event.id} />
      <Standing event={event.id} />
    </div>
  </Page>
)
