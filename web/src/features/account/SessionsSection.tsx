import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Laptop, type LucideIcon, Smartphone } from 'lucide-react'
import { type Session, sessionsQuery, useEndOthers, useEndSession } from '../../api/account.ts'
import { ownMoment } from '../../format/dates.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { card, Failed, Said, Section } from './Section.tsx'

const iconOf = (device: string): LucideIcon => (/iPhone|iPad|Android/.test(device) ? Smartphone : Laptop)

/** What the server calls devices that say nothing of themselves. */
const useDevice = () => {
  const { t } = useLingui()
  return (device: string): string => {
    if (device === 'An unknown device') return t`An unknown device`
    const [, system] = /^A device with (.*)$/.exec(device) ?? []
    if (system) return t`A device with ${system}`
    const [, browser, on] = /^(.*) on (.*)$/.exec(device) ?? []
    return browser && on ? t`${browser} on ${on}` : device
  }
}

const Row = ({ session }: { session: Session }) => {
  const { t } = useLingui()
  const device = useDevice()(session.device)
  const end = useEndSession()
  const Icon = iconOf(session.device)
  const [since, seen] = [ownMoment(session.createdAt), ownMoment(session.lastSeenAt)]
  return (
    <li className="flex flex-col gap-3 p-5 sm:px-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Icon aria-hidden="true" className="size-6 shrink-0 text-brand" />
        <div className="min-w-40 flex-1">
          <p className="flex flex-wrap items-center gap-x-3 font-bold">
            {device} {session.current && <Badge tone="good">{t`This one`}</Badge>}
          </p>
          <p className="text-sm text-muted">
            <Trans>Signed in {since}</Trans> · <Trans>last seen {seen}</Trans>
          </p>
        </div>
        {!session.current && (
          <Button
            variant="quiet"
            aria-label={t`Sign out ${device}`}
            busy={end.isPending}
            onClick={() => end.mutate(session.id)}
          >
            <Trans>Sign out</Trans>
          </Button>
        )}
      </div>
      <Failed error={end.error} />
    </li>
  )
}

export const SessionsSection = () => {
  const { t } = useLingui()
  const sessions = useQuery(sessionsQuery)
  const endOthers = useEndOthers()
  const others = sessions.data?.filter(({ current }) => !current) ?? []
  return (
    <Section
      id="devices"
      title={t`Devices`}
      lead={<Trans>Where you are signed in. What you sign out here is out within five minutes.</Trans>}
    >
      {sessions.isError ? (
        <Failed error={sessions.error} onAgain={() => void sessions.refetch()} />
      ) : sessions.data ? (
        <ul className={`${card} divide-y divide-line`}>
          {sessions.data.map((session) => (
            <Row key={session.id} session={session} />
          ))}
        </ul>
      ) : (
        <Skeleton className="h-24 rounded-card" />
      )}
      {others.length > 0 && (
        <Button
          variant="secondary"
          className="self-start"
          busy={endOthers.isPending}
          onClick={() => endOthers.mutate()}
        >
          <Trans>Sign out everywhere else</Trans>
        </Button>
      )}
      <Failed error={endOthers.error} />
      <Said>{endOthers.isSuccess && others.length === 0 && <Trans>All other devices are signed out.</Trans>}</Said>
    </Section>
  )
}
