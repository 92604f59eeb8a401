import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MessageFilter } from '../../api/operator.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { SelectField, TextField } from '../../ui/Field.tsx'
import { isState, states } from './search.ts'
import { asAbout } from './words.ts'

/** The address holds what is looked for, so that it can be sent to somebody. */
export const MessageSearch = ({ filter }: { filter: MessageFilter }) => {
  const navigate = useNavigate()
  const [typed, setTyped] = useState(filter.about ?? '')
  const [isWrong, setWrong] = useState(false)
  const go = (next: MessageFilter) => void navigate({ to: '/operator', search: next, resetScroll: false })

  const search = () => {
    const about = asAbout(typed)
    const wrong = typed.trim() !== '' && about === undefined
    setWrong(wrong)
    if (!wrong) go({ ...filter, about })
  }

  return (
    <search>
      <form
        noValidate
        className="grid gap-4 sm:grid-cols-[1fr_16rem_auto] sm:items-start"
        onSubmit={(event) => {
          event.preventDefault()
          search()
        }}
      >
        <TextField
          id="about"
          label="Order, payment, event, account or trace"
          error={isWrong ? 'paste an id such as ord_0198…, or a link that has one in it' : undefined}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={300}
        />
        <SelectField
          id="state"
          label="State"
          value={filter.state ?? ''}
          onChange={({ target: { value } }) => go({ ...filter, state: isState(value) ? value : undefined })}
        >
          <option value="">Any</option>
          {Object.entries(states).map(([state, words]) => (
            <option key={state} value={state}>
              {words}
            </option>
          ))}
        </SelectField>
        <div className="flex gap-2 sm:pt-7.5">
          <Button type="submit" className="min-h-12">
            Find
          </Button>
          {filter.about && (
            <Link to="/operator" search={{ state: filter.state }} className={buttonLook('quiet', 'medium', 'min-h-12')}>
              Show all
            </Link>
          )}
        </div>
      </form>
    </search>
  )
}
