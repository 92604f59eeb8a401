import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { addPasskey, hasPasskeys, passkeysQuery, usePasskeysChanged } from '../../api/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { PasskeyRow } from './PasskeyRow.tsx'
import { card, Failed, Said, Section } from './Section.tsx'
import { useSurely } from './surely.tsx'

const List = () => {
  const passkeys = useQuery(passkeysQuery)
  if (passkeys.isError) return <Failed error={passkeys.error} onAgain={() => void passkeys.refetch()} />
  if (!passkeys.data) return <Skeleton className="h-24 rounded-card" />
  if (passkeys.data.length === 0)
    return (
      <div className="flex items-center gap-4 rounded-card border-2 border-dashed border-line p-5 text-muted">
        <KeyRound aria-hidden="true" className="size-7 shrink-0" />
        <p>
          <Trans>None yet. With one, you sign in by fingerprint, face or PIN, and there is nothing to be stolen.</Trans>
        </p>
      </div>
    )
  return (
    <ul className={`${card} divide-y divide-line`}>
      {passkeys.data.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} />
      ))}
    </ul>
  )
}

export const PasskeysSection = () => {
  const { t } = useLingui()
  const surely = useSurely()
  const changed = usePasskeysChanged()
  const add = useMutation({ mutationFn: () => surely(addPasskey), onSuccess: changed })
  return (
    <Section
      id="passkeys"
      title={t`Passkeys`}
      lead={<Trans>Sign in without a password. A passkey stays on your device, and works on this site alone.</Trans>}
    >
      <List />
      {hasPasskeys() ? (
        <div className="flex flex-wrap items-center gap-4">
          <Button variant="secondary" busy={add.isPending} onClick={() => add.mutate()}>
            <Plus aria-hidden="true" className="size-5" /> <Trans>Add a passkey</Trans>
          </Button>
          <Said>{add.isSuccess && <Trans>Added. Next time, sign in with it.</Trans>}</Said>
        </div>
      ) : (
        <p className="text-muted">
          <Trans>This browser knows no passkeys.</Trans>
        </p>
      )}
      <Failed error={add.error} />
    </Section>
  )
}
