import { Trans, useLingui } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useChangeOfPerson, useSignIn } from '../../api/auth.ts'
import { hasPasskeys, isCalledOff, usePasskeySignIn } from '../../api/passkeys.ts'
import type { Account } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Form, Frame, Other } from './AccountForm.tsx'
import { useGoOn } from './go-on.ts'
import { Or } from './Or.tsx'
import { PasswordField } from './PasswordField.tsx'
import { SignInCode } from './SignInCode.tsx'
import { useSuggestedPasskey } from './use-suggested-passkey.ts'
import { errorAt } from './wrong.ts'

type PasswordProps = {
  next: string | undefined
  isOver: boolean
  onEntered: (account: Account | null) => void
  onCodeAsked: () => void
}

const ByPassword = ({ next, isOver, onEntered, onCodeAsked }: PasswordProps) => {
  const { t } = useLingui()
  const changePerson = useChangeOfPerson()
  const signIn = useSignIn()
  const passkey = usePasskeySignIn()
  useSuggestedPasskey((account) => {
    changePerson(account)
    onEntered(account)
  })
  const submit = (values: FormData) => {
    passkey.reset()
    signIn.mutate(
      { email: String(values.get('email')), password: String(values.get('password')) },
      { onSuccess: ({ account }) => (account ? onEntered(account) : onCodeAsked()) },
    )
  }
  const byPasskey = () => {
    signIn.reset()
    passkey.mutate(undefined, { onSuccess: (account) => onEntered(account ?? null) })
  }
  const error = signIn.error ?? (isCalledOff(passkey.error) ? null : passkey.error)

  return (
    <Frame title={t`Sign in`}>
      {isOver && !error && (
        <Banner tone="warn" role="alert" title={t`Please begin again`}>
          <Trans>It took longer than ten minutes, or the code was wrong too often.</Trans>
        </Banner>
      )}
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

/** The password or a passkey; after the password, where the account asks for it, the code of an app. */
export const SignIn = ({ next }: { next: string | undefined }) => {
  const goOn = useGoOn(next)
  const [stage, setStage] = useState<'password' | 'code' | 'over'>('password')
  if (stage === 'code')
    return <SignInCode onEntered={goOn} onOver={() => setStage('over')} onBack={() => setStage('password')} />
  return <ByPassword next={next} isOver={stage === 'over'} onEntered={goOn} onCodeAsked={() => setStage('code')} />
}
