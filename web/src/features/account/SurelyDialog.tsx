import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { confirmByPassword } from '../../api/account.ts'
import { accountQuery } from '../../api/auth.ts'
import { confirmByPasskey, hasPasskeys, isCalledOff } from '../../api/passkeys.ts'
import { refusedAs } from '../../api/refusal.ts'
import { useFactorChanged } from '../../api/second-factor.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Or } from './Or.tsx'
import { PasswordField } from './PasswordField.tsx'
import { errorAt, explainHere } from './wrong.ts'

type Props = { isOpen: boolean; onConfirmed: () => void; onClosed: () => void }

const Questions = ({ onConfirmed, onClosed }: Omit<Props, 'isOpen'>) => {
  const { t } = useLingui()
  const { data: account } = useQuery(accountQuery)
  const changed = useFactorChanged()
  const goOn = async () => {
    // What was proved may open more than what was asked for.
    if (account?.withheld.length) await changed()
    onConfirmed()
  }
  const byPassword = useMutation({ mutationFn: confirmByPassword, onSuccess: goOn })
  const byPasskey = useMutation({ mutationFn: confirmByPasskey, onSuccess: goOn })
  const error = byPassword.error ?? (isCalledOff(byPasskey.error) ? null : byPasskey.error)
  const isWrongCode = refusedAs(error, 'wrong-code')
  const codeError = isWrongCode ? t`this is not the current code, or it was used already` : errorAt(error, 'code')
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
          const values = new FormData(event.currentTarget)
          const [password, code] = [String(values.get('confirm-password')), values.get('confirm-code')]
          if (!byPassword.isPending) byPassword.mutate({ password, ...(code === null ? {} : { code: String(code) }) })
        }}
      >
        {/* Password managers look for whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={account?.email ?? ''} />
        <PasswordField
          id="confirm-password"
          label={t`Your password`}
          kind="current"
          autoFocus
          error={codeError ? undefined : (said ?? undefined)}
        />
        {account?.secondFactor && (
          <TextField
            id="confirm-code"
            name="confirm-code"
            label={t`Code from your app`}
            hint={t`Or one of your recovery codes.`}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            required
            error={codeError}
          />
        )}
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
