import { useInfiniteQuery } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import {
  type ListedMail,
  type MailFilter,
  type MailState,
  MOST_AT_ONCE,
  mailsQuery,
  useSendingAgain,
} from '../../api/operator-mails.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Gathering } from './Gathering.tsx'
import { Id } from './Id.tsx'
import { MailSearch } from './MailSearch.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { mailKinds } from './search.ts'
import { counted, moment } from './words.ts'

const badges: Record<MailState, { tone: 'good' | 'warn' | 'bad' | 'glow'; label: string }> = {
  due: { tone: 'warn', label: 'Waiting' },
  sent: { tone: 'good', label: 'Sent' },
  refused: { tone: 'bad', label: 'Not sent' },
  dropped: { tone: 'glow', label: 'Dropped' },
}

type SendAgain = (mails: ListedMail[], reason: string) => void

const canGoAgain = ({ state, kept }: ListedMail) => state === 'refused' && kept

const addressee = ({ to, kept }: ListedMail) => to ?? (kept ? 'nobody has said where' : 'forgotten')

/** What became of it so far, and what comes next. */
const Progress = ({ mail: { state, createdAt, attempts, dueAt, closedAt } }: { mail: ListedMail }) => (
  <p className="text-sm text-muted tabular-nums">
    Written {moment(createdAt)} · tried {counted(attempts, 'time')}
    {state === 'due' && ` · next try ${moment(dueAt)}`}
    {closedAt && ` · ${state === 'sent' ? 'taken by the carrier' : 'closed'} ${moment(closedAt)}`}
  </p>
)

const Row = ({ mail, onSendAgain }: { mail: ListedMail; onSendAgain: SendAgain }) => {
  const { tone, label } = badges[mail.state]
  const name = mailKinds[mail.kind]
  return (
    <li className="rounded-card bg-surface p-5 shadow-raised">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-lg tracking-normal">{name}</h2>
        <Badge tone={tone}>{label}</Badge>
      </div>
      <p className="mt-1 wrap-anywhere">To {addressee(mail)}</p>
      <Progress mail={mail} />
      {mail.why && <p className="mt-2 font-bold wrap-anywhere">{mail.why}</p>}
      {mail.order && (
        <div className="mt-2">
          <Id label="Order" id={mail.order} />
        </div>
      )}
      {canGoAgain(mail) && (
        <div className="mt-4">
          <ReasonDialog
            trigger="Try again"
            of={`${name}, to ${addressee(mail)}`}
            title="Send it again?"
            confirm="Send"
            onConfirm={(reason) => onSendAgain([mail], reason)}
          >
            It goes to where its reader’s mail goes by now. If the reason is still the same, it will be back here.
          </ReasonDialog>
        </div>
      )}
      {mail.state === 'refused' && !mail.kept && (
        <p className="mt-2 text-sm text-muted">What it said is forgotten: it cannot be sent again.</p>
      )}
    </li>
  )
}

const empty: Record<MailState, { title: string; words: string }> = {
  refused: {
    title: 'Every mail got away',
    words: 'What the carrier refuses, or does not take for a day, appears here.',
  },
  due: { title: 'No mail waits', words: 'What is to be sent, now or later, appears here.' },
  sent: { title: 'No such mail was sent', words: 'What the carrier has taken appears here.' },
  dropped: { title: 'No such mail was dropped', words: 'What was of no use any more, and was not sent, appears here.' },
}

/** What people were written, first of all what did not get away, and what may be done about it. */
export const Mails = (filter: MailFilter) => {
  const query = useInfiniteQuery(mailsQuery(filter))
  const sending = useSendingAgain()
  const mails = query.data?.pages.flatMap(({ items }) => items) ?? []
  const again = mails.filter(canGoAgain).slice(0, MOST_AT_ONCE)
  const sendAgain: SendAgain = (these, reason) => sending.mutate({ mails: these.map(({ id }) => id), reason })
  const { title, words } = empty[filter.state]
  return (
    <section aria-label="Mails" className="flex flex-col gap-5">
      <MailSearch {...filter} />
      {sending.isSuccess && (
        <Banner tone="good" role="status" title={`${counted(sending.data, 'mail')} on the way again.`} />
      )}
      {sending.isError && <Problem error={sending.error} />}
      <Gathering query={query} failed={[]}>
        {mails.length > 0 ? (
          <>
            {again.length > 1 && (
              <div>
                <ReasonDialog
                  trigger={`Try ${again.length} shown here again`}
                  title={`Send ${again.length} mails again?`}
                  confirm="Send all"
                  onConfirm={(reason) => sendAgain(again, reason)}
                >
                  For when the reason was ours, such as a quota or a password, and has been mended. A hundred at once.
                </ReasonDialog>
              </div>
            )}
            <ul className="flex flex-col gap-4">
              {mails.map((mail) => (
                <Row key={mail.id} mail={mail} onSendAgain={sendAgain} />
              ))}
            </ul>
          </>
        ) : (
          query.isSuccess && (
            <EmptyState
              picture={<MailCheck aria-hidden="true" className="size-12 text-good" />}
              title={filter.kind ? 'None of this kind' : title}
            >
              {words}
            </EmptyState>
          )
        )}
      </Gathering>
    </section>
  )
}
