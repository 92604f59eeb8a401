import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { confirmByPassword } from '../../api/account.ts'
import { accountQuery } from '../../api/auth.ts'
import { confirmByPasskey, hasPasskeys, isCalledOff } from '../../api/passkeys.ts'
import { refusedAs } from '../../api/refusal.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Or } from './Or.tsx'
import { PasswordField } from './PasswordField.tsx'
import { explainHere } from './wrong.ts'

type Props = { isOpen: boolean; onConfirmed: () => void; onClosed: () => void }

const Questions = ({ onConfirmed, onClosed }: Omit<Props, 'isOpen'>) => {
  const { t } = useLingui()
  const { data: account } = useQuery(accountQuery)
  const byPassword = useMutation({ mutationFn: confirmByPassword, onSuccess: onConfirmed })
  const byPasskey = useMutation({ mutationFn: confirmByPasskey, onSuccess: onConfirmed })
  const error = byPassword.error ?? (isCalledOff(byPasskey.error) ? null : byPasskey.error)
  const said = refusedAs(error, 'wrong-credentials') ? t`this is not your password` : error && explainHere(error).title
  return (
    <>
      <p className="mt-2 mb-5 text-muted">
        <Trans>What comes next matters, so we ask once more. It holds for ten minutes.</Trans>
      </p>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          byPasskey.reset()
          if (!byPassword.isPending)
            byPassword.mutate(String(new FormData(event.currentTarget).get('confirm-password')))
        }}
      >
        {/* Password managers look for whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={account?.email ?? ''} />
        <PasswordField
          id="confirm-password"
          label={t`Your password`}
          kind="current"
          autoFocus
          error={said ?? undefined}
        />
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={onClosed}>
            <Trans>Not now</Trans>
          </Button>
          <Button type="submit" busy={byPassword.isPending}>
            <Trans>Continue</Trans>
          </Button>
        </div>
      </form>
      {hasPasskeys() && account && account.passkeys > 0 && (
        <div className="mt-5 flex flex-col gap-5">
          <Or />
          <Button
            variant="secondary"
            busy={byPasskey.isPending}
            onClick={() => {
              byPassword.reset()
              byPasskey.mutate()
            }}
          >
            <KeyRound aria-hidden="true" className="size-5" /> <Trans>Use a passkey</Trans>
          </Button>
        </div>
      )}
    </>
  )
}

/** Asks once more who one is, before what matters most. */
export const SurelyDialog = ({ isOpen, onConfirmed, onClosed }: Props) => {
  const { t } = useLingui()
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClosed()} title={t`Confirm it is you`}>
      <Questions onConfirmed={onConfirmed} onClosed={onClosed} />
    </Dialog>
  )
}
