import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useSignUp } from '../../api/auth.ts'
import type { Account, AccountLanguage, NewAccount } from '../../api/types.ts'
import { TextField } from '../../ui/Field.tsx'
import { Form, Frame, Other } from './AccountForm.tsx'
import { awaitCode, awaitedEmail, forgetCode } from './awaited-code.ts'
import { CodeForm } from './CodeForm.tsx'
import { useGoOn } from './go-on.ts'
import { PasswordField } from './PasswordField.tsx'
import { errorAt } from './wrong.ts'
import { myZone } from './zones.ts'

/** Asks for an account; where addresses are verified, for the code that was mailed as well. */
export const SignUp = ({ next }: { next: string | undefined }) => {
  const { t, i18n } = useLingui()
  const signUp = useSignUp()
  // Kept while the mail is waited for, so that another one can be asked for.
  const [asked, setAsked] = useState<NewAccount>()
  // Of a page that was reloaded meanwhile: the address alone.
  const [awaited, setAwaited] = useState(awaitedEmail)
  const goOn = useGoOn(next)
  const wait = (wanted: NewAccount) => {
    awaitCode(wanted.email)
    setAsked(wanted)
  }
  const leave = () => {
    forgetCode()
    setAsked(undefined)
    setAwaited(undefined)
  }
  const submit = (values: FormData) => {
    const wanted: NewAccount = {
      name: String(values.get('name')),
      email: String(values.get('email')).trim(),
      password: String(values.get('password')),
      language: i18n.locale as AccountLanguage,
      timeZone: myZone(),
    }
    signUp.mutate(wanted, { onSuccess: ({ account }) => (account ? goOn(account) : wait(wanted)) })
  }

  const email = asked?.email ?? awaited
  if (email !== undefined) {
    const entered = (account: Account | null) => {
      forgetCode()
      goOn(account)
    }
    return <CodeForm email={email} asked={asked} next={next} onEntered={entered} onBack={leave} />
  }
  return (
    <Frame title={t`Create your account`}>
      <Form submit={t`Create account`} busy={signUp.isPending} error={signUp.error} onSubmit={submit}>
        <TextField
          id="name"
          name="name"
          label={t`Name`}
          autoComplete="name"
          maxLength={80}
          required
          error={errorAt(signUp.error, 'name')}
        />
        <TextField
          id="email"
          name="email"
          label={t`Email`}
          type="email"
          autoComplete="email"
          required
          error={errorAt(signUp.error, 'email')}
        />
        <PasswordField id="password" label={t`Password`} kind="new" error={errorAt(signUp.error, 'password')} />
      </Form>
      <p className="text-muted">
        <Trans>Already have an account?</Trans>{' '}
        <Other to="/sign-in" next={next}>
          <Trans>Sign in</Trans>
        </Other>
      </p>
    </Frame>
  )
}
