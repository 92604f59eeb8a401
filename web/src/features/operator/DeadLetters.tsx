import { useInfiniteQuery } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import { type Listener, listeners } from '#shared/messages/services'
import type { DeadLetter } from '#shared/qstash/dead-letters'
import { type Doing, deadLettersQuery, type Of, useDoing } from '../../api/operator.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Gathering } from './Gathering.tsx'
import { Id } from './Id.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { counted, moment } from './words.ts'

type Letter = Of<Listener, DeadLetter>
type Do = (doing: Doing) => void

const done: Record<Doing['what'], string> = {
  replay: 'on its way again',
  'replay-all': 'on their way again',
  discard: 'discarded',
}

const answered = ({ status }: DeadLetter) => (status === null ? 'No answer' : `Answered ${status}`)

const Row = ({ letter, onDo }: { letter: Letter; onDo: Do }) => {
  const name = letter.type ?? 'Not a message of ours'
  const about = { service: letter.service, letters: [letter.letter] }
  return (
    <li className="rounded-card bg-surface p-5 shadow-raised">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-mono text-lg tracking-normal break-all">{name}</h2>
        <Badge tone={letter.refused ? 'bad' : 'warn'}>{letter.refused ? 'Refused' : 'Given up'}</Badge>
      </div>
      <p className="mt-1 text-sm text-muted tabular-nums">
        To {letter.service}
        {letter.version !== null && `, number ${letter.version}`} · published {moment(letter.publishedAt)} ·{' '}
        {answered(letter)}
      </p>
      {letter.reason && <p className="mt-2 wrap-anywhere">{letter.reason}</p>}
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {letter.order && <Id label="Order" id={letter.order} />}
        {letter.aggregate && letter.aggregate !== letter.order && <Id label="About" id={letter.aggregate} />}
        {letter.trace && <Id label="Trace" id={letter.trace} />}
      </div>
      <div className="mt-4 flex flex-wrap gap-3">
        <ReasonDialog
          trigger="Deliver again"
          of={name}
          title="Deliver it again?"
          confirm="Deliver"
          onConfirm={(reason) => onDo({ ...about, what: 'replay', reason })}
        >
          {letter.refused
            ? 'It was refused for good. Unless the listener has been mended, it will be back.'
            : 'The listener may have been away. Hearing twice does no harm.'}
        </ReasonDialog>
        <ReasonDialog
          trigger="Discard"
          of={name}
          title="Discard it for good?"
          confirm="Discard"
          isDangerous
          onConfirm={(reason) => onDo({ ...about, what: 'discard', reason })}
        >
          What it says is lost. If it comes next, {letter.service} goes on without it and hears the later ones.
        </ReasonDialog>
      </div>
    </li>
  )
}

/** What the broker gave up, and what may be done about it. */
export const DeadLetters = () => {
  const query = useInfiniteQuery(deadLettersQuery)
  const doing = useDoing()
  const pages = query.data?.pages ?? []
  const letters = pages.flatMap(({ items }) => items)
  const of = (service: Listener) => letters.filter((letter) => letter.service === service)

  return (
    <section aria-label="Dead letters" className="flex flex-col gap-5">
      {doing.isSuccess && (
        <Banner
          tone="good"
          role="status"
          title={`${counted(doing.data, 'message')} ${doing.data === 1 && doing.variables.what !== 'discard' ? done.replay : done[doing.variables.what]}.`}
        />
      )}
      {doing.isError && <Problem error={doing.error} />}
      <Gathering query={query} failed={pages.at(-1)?.failed ?? []}>
        {letters.length === 0 ? (
          <EmptyState picture={<MailCheck aria-hidden="true" className="size-12 text-good" />} title="No dead letters">
            Everything that was published has been delivered, or still is being tried.
          </EmptyState>
        ) : (
          <>
            <div className="flex flex-wrap gap-3">
              {listeners
                .filter((service) => of(service).length > 1)
                .map((service) => (
                  <ReasonDialog
                    key={service}
                    trigger={`Deliver all to ${service} again`}
                    title={`Deliver everything to ${service} again?`}
                    confirm="Deliver all"
                    onConfirm={(reason) => doing.mutate({ service, what: 'replay-all', letters: [], reason })}
                  >
                    Up to a thousand at once. What is refused for good will be back.
                  </ReasonDialog>
                ))}
            </div>
            <ul className="flex flex-col gap-4">
              {letters.map((letter) => (
                <Row key={`${letter.service} ${letter.letter}`} letter={letter} onDo={doing.mutate} />
              ))}
            </ul>
          </>
        )}
      </Gathering>
    </section>
  )
}
