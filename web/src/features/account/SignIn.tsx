import { Trans, useLingui } from '@lingui/react/macro'
import { useRouter } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useChangeOfPerson, useSignIn } from '../../api/auth.ts'
import { hasPasskeys, isCalledOff, usePasskeySignIn } from '../../api/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Form, Frame, Other } from './AccountForm.tsx'
import { safeNext } from './next.ts'
import { Or } from './Or.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSuggestedPasskey } from './use-suggested-passkey.ts'
import { errorAt } from './wrong.ts'

export const SignIn = ({ next }: { next: string | undefined }) => {
  const { t } = useLingui()
  const router = useRouter()
  const goOn = () => router.history.push(safeNext(next))
  const changePerson = useChangeOfPerson()
  const signIn = useSignIn()
  const passkey = usePasskeySignIn()
  useSuggestedPasskey((account) => {
    changePerson(account)
    goOn()
  })
  const submit = (values: FormData) => {
    passkey.reset()
    signIn.mutate({ email: String(values.get('email')), password: String(values.get('password')) }, { onSuccess: goOn })
  }
  const byPasskey = () => {
    signIn.reset()
    passkey.mutate(undefined, { onSuccess: goOn })
  }
  const error = signIn.error ?? (isCalledOff(passkey.error) ? null : passkey.error)

  return (
    <Frame title={t`Sign in`}>
      <Form submit={t`Sign in`} busy={signIn.isPending} error={error} onSubmit={submit}>
        <TextField
          id="email"
          name="email"
          label={t`Email`}
          type="email"
          autoComplete="username webauthn"
          required
          error={errorAt(signIn.error, 'email')}
        />
        <PasswordField
          id="password"
          label={t`Password`}
          kind="current"
          error={errorAt(signIn.error, 'password')}
          beside={
            <Other to="/reset-password" next={next}>
              <Trans>Forgot password?</Trans>
            </Other>
          }
        />
      </Form>
      {hasPasskeys() && (
        <>
          <Or />
          <Button variant="secondary" size="large" busy={passkey.isPending} onClick={byPasskey}>
            <KeyRound aria-hidden="true" className="size-5" /> <Trans>Sign in with a passkey</Trans>
          </Button>
        </>
      )}
      <p className="text-muted">
        <Trans>New here?</Trans>{' '}
        <Other to="/sign-up" next={next}>
          <Trans>Create an account</Trans>
        </Other>
      </p>
    </Frame>
  )
}
