import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type MailFilter, type MailStanding, mailStandingQuery } from '../../api/operator-mails.ts'
import { SelectField } from '../../ui/Field.tsx'
import { isMailKind, isMailState, mailKinds, mailStates } from './search.ts'
import { total } from './words.ts'

/** How many there are of what is not done with; of the rest there may be millions, and nobody counts them for a label. */
const openIn = (standing: MailStanding | undefined, state: string) =>
  standing && (state === 'refused' || state === 'due') ? standing[state] : undefined

const withCount = (words: string, count: number | undefined) => (count === undefined ? words : `${words} (${count})`)

/** Which mails are shown, kept in the address. Kinds say how many of them there are in the chosen state. */
export const MailSearch = ({ state, kind }: MailFilter) => {
  const navigate = useNavigate()
  const { data: standing } = useQuery(mailStandingQuery)
  const go = (mails: MailFilter) =>
    void navigate({
      to: '/operator',
      search: { view: 'mails', mail: mails.state, kind: mails.kind },
      resetScroll: false,
    })
  const open = openIn(standing, state)
  return (
    <search className="grid gap-4 sm:grid-cols-2">
      <SelectField
        id="mail"
        label="State"
        value={state}
        onChange={({ target: { value } }) => isMailState(value) && go({ state: value, kind })}
      >
        {Object.entries(mailStates).map(([name, words]) => {
          const counts = openIn(standing, name)
          return (
            <option key={name} value={name}>
              {withCount(words, counts && total(counts))}
            </option>
          )
        })}
      </SelectField>
      <SelectField
        id="kind"
        label="Kind"
        value={kind ?? ''}
        onChange={({ target: { value } }) => go({ state, kind: isMailKind(value) ? value : undefined })}
      >
        <option value="">Any</option>
        {Object.entries(mailKinds).map(([name, words]) => (
          <option key={name} value={name}>
            {withCount(words, open && (open[name as keyof typeof mailKinds] ?? 0))}
          </option>
        ))}
      </SelectField>
      {standing && (
        <p className="text-sm text-muted tabular-nums sm:col-span-2">
          {total(standing.refused)} could not be sent, {total(standing.due)} waiting, {standing.sentLastDay} sent within
          a day
        </p>
      )}
    </search>
  )
}
