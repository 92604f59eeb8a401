import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { deleteAccount } from '../../api/account.ts'
import { useChangeOfPerson } from '../../api/auth.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Failed } from './Section.tsx'
import { useSurely } from './surely.tsx'

/** Says what goes and what stays, and has it typed: there is no way back. */
export const DeleteForm = ({ onKept }: { onKept: () => void }) => {
  const { t } = useLingui()
  const surely = useSurely()
  const navigate = useNavigate()
  const changePerson = useChangeOfPerson()
  const phrase = t`delete my account`
  const [typed, setTyped] = useState('')
  const [isTried, setTried] = useState(false)
  const isMeant = typed.trim().toLowerCase() === phrase.toLowerCase()
  const remove = useMutation({
    mutationFn: () => surely(deleteAccount),
    onSuccess: async () => {
      await navigate({ to: '/deleted' })
      changePerson(null)
    },
  })
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (isMeant && !remove.isPending) remove.mutate()
        if (!isMeant) document.getElementById('delete-phrase')?.focus()
      }}
    >
      <div>
        <p className="font-bold">
          <Trans>What goes</Trans>
        </p>
        <ul className="list-disc pl-5">
          <li>
            <Trans>Your name, address, password, passkeys and devices. You are signed out everywhere.</Trans>
          </li>
          <li>
            <Trans>The way to your tickets: save or print those you still need.</Trans>
          </li>
        </ul>
        <p className="mt-4 font-bold">
          <Trans>What stays</Trans>
        </p>
        <ul className="list-disc pl-5">
          <li>
            <Trans>What was ordered and paid, for bookkeeping, without anything that leads to you.</Trans>
          </li>
          <li>
            <Trans>Events you published, with the seller’s name on them.</Trans>
          </li>
        </ul>
      </div>
      <TextField
        id="delete-phrase"
        label={t`To be sure`}
        hint={
          <Trans>
            Type <strong className="text-ink">{phrase}</strong>
          </Trans>
        }
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        error={isTried && !isMeant ? t`these are not the words` : undefined}
      />
      <Failed error={remove.error} />
      <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
        <Button variant="secondary" onClick={onKept}>
          <Trans>Keep my account</Trans>
        </Button>
        <Button type="submit" variant="danger" busy={remove.isPending}>
          <Trans>Delete it for good</Trans>
        </Button>
      </div>
    </form>
  )
}
