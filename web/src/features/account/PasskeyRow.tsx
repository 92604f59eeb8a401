import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { type Passkey, removePasskey, renamePasskey, usePasskeysChanged } from '../../api/passkeys.ts'
import { ownDay, ownMoment } from '../../format/dates.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Failed } from './Section.tsx'
import { useSurely } from './surely.tsx'
import { errorAt } from './wrong.ts'

const Used = ({ passkey: { createdAt, lastUsedAt } }: { passkey: Passkey }) => {
  const added = ownDay(createdAt)
  const used = lastUsedAt && ownMoment(lastUsedAt)
  return (
    <p className="text-sm text-muted">
      <Trans>Added {added}</Trans> · {used ? <Trans>last used {used}</Trans> : <Trans>never used</Trans>}
    </p>
  )
}

const Rename = ({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) => {
  const { t } = useLingui()
  const changed = usePasskeysChanged()
  const rename = useMutation({
    mutationFn: (name: string) => renamePasskey(passkey.id, name),
    onSuccess: async () => {
      await changed()
      onDone()
    },
  })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!rename.isPending) rename.mutate(String(new FormData(event.currentTarget).get('passkey-name')))
      }}
    >
      <TextField
        id={`name-${passkey.id}`}
        name="passkey-name"
        label={t`Name of the passkey`}
        defaultValue={passkey.name}
        maxLength={60}
        required
        error={errorAt(rename.error, 'name')}
      />
      {!errorAt(rename.error, 'name') && <Failed error={rename.error} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={rename.isPending}>
          <Trans>Save name</Trans>
        </Button>
        <Button variant="quiet" onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  )
}

/** A passkey, to be called something else or taken away. */
export const PasskeyRow = ({ passkey }: { passkey: Passkey }) => {
  const { t } = useLingui()
  const surely = useSurely()
  const changed = usePasskeysChanged()
  const [isNaming, setNaming] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const remove = useMutation({ mutationFn: () => surely(() => removePasskey(passkey.id)), onSuccess: changed })
  const { name } = passkey
  return (
    <li className="flex flex-col gap-3 p-5 sm:px-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <KeyRound aria-hidden="true" className="size-6 shrink-0 text-brand" />
        <div className="min-w-40 flex-1">
          <p className="font-bold wrap-anywhere">{name}</p>
          <Used passkey={passkey} />
        </div>
        {!isNaming && !isAsked && (
          <div className="flex gap-1">
            <Button variant="quiet" aria-label={t`Rename ${name}`} onClick={() => setNaming(true)}>
              <Trans>Rename</Trans>
            </Button>
            <Button variant="quiet" aria-label={t`Remove ${name}`} onClick={() => setAsked(true)}>
              <Trans>Remove</Trans>
            </Button>
          </div>
        )}
      </div>
      {isNaming && <Rename passkey={passkey} onDone={() => setNaming(false)} />}
      {isAsked && (
        <div className="flex flex-wrap items-center gap-3 rounded-2xl bg-sunken p-4">
          <p className="mr-auto min-w-52 flex-1">
            <Trans>It no longer signs you in. Delete it on your device, too.</Trans>
          </p>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            <Trans>Remove passkey</Trans>
          </Button>
          <Button variant="quiet" onClick={() => setAsked(false)}>
            <Trans>Keep it</Trans>
          </Button>
        </div>
      )}
      <Failed error={remove.error} />
    </li>
  )
}
