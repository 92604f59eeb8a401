import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useForgotPassword, useResetPassword } from '../../api/account.ts'
import { refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Form, Frame, Other } from './AccountForm.tsx'
import { PasswordField } from './PasswordField.tsx'
import { dropToken, tokenOf } from './token.ts'
import { errorAt } from './wrong.ts'

const Sent = ({ email, onAgain }: { email: string; onAgain: () => void }) => {
  const { t } = useLingui()
  return (
    <Frame
      title={t`Look into your mail`}
      lead={
        <Trans>
          If there is an account with <strong className="wrap-anywhere text-ink">{email}</strong>, a link to choose
          another password is on its way. It is good for ten minutes.
        </Trans>
      }
    >
      <p className="text-muted">
        <Trans>Nothing there? Look among spam, and whether this is the address you signed up with.</Trans>
      </p>
      <Button variant="secondary" className="self-start" onClick={onAgain}>
        <Trans>Ask again</Trans>
      </Button>
    </Frame>
  )
}

const Ask = ({ isOver, next }: { isOver: boolean; next: string | undefined }) => {
  const { t } = useLingui()
  const forgot = useForgotPassword()
  if (forgot.isSuccess) return <Sent email={forgot.variables} onAgain={forgot.reset} />
  return (
    <Frame title={t`Forgot your password?`} lead={t`We send you a link with which you choose another one.`}>
      {isOver && (
        <Banner tone="warn" role="alert" title={t`The link was used already, or is too old`}>
          <Trans>It is good once, for ten minutes. Have a new one sent to you.</Trans>
        </Banner>
      )}
      <Form
        submit={t`Send the link`}
        busy={forgot.isPending}
        error={forgot.error}
        onSubmit={(values) => forgot.mutate(String(values.get('email')).trim())}
      >
        <TextField
          id="email"
          name="email"
          label={t`Email`}
          type="email"
          autoComplete="username"
          required
          error={errorAt(forgot.error, 'email')}
        />
      </Form>
      <p className="text-muted">
        <Trans>Remembered it?</Trans>{' '}
        <Other to="/sign-in" next={next}>
          <Trans>Sign in</Trans>
        </Other>
      </p>
    </Frame>
  )
}

const Done = () => {
  const { t } = useLingui()
  return (
    <Frame title={t`Your password is changed`} lead={t`You were signed out everywhere. Sign in with the new password.`}>
      <Link to="/sign-in" className={buttonLook('primary', 'large')}>
        <Trans>Sign in</Trans>
      </Link>
    </Frame>
  )
}

/** Without a link: asks for one. With a link: asks for another password. */
export const ResetPassword = ({ next }: { next: string | undefined }) => {
  const { t } = useLingui()
  const [token] = useState(() => tokenOf('/reset-password'))
  const reset = useResetPassword()
  if (reset.isSuccess) return <Done />
  const isOver = refusedAs(reset.error, 'link-over')
  if (token === undefined || isOver) return <Ask isOver={isOver} next={next} />
  const submit = (values: FormData) =>
    reset.mutate(
      { token, password: String(values.get('password')) },
      {
        onSuccess: () => dropToken('/reset-password'),
        onError: (error) => {
          if (refusedAs(error, 'link-over')) dropToken('/reset-password')
        },
      },
    )
  return (
    <Frame title={t`Choose another password`} lead={t`You will be signed out everywhere.`}>
      <Form submit={t`Change password`} busy={reset.isPending} error={reset.error} onSubmit={submit}>
        <PasswordField id="password" label={t`New password`} kind="new" error={errorAt(reset.error, 'password')} />
      </Form>
    </Frame>
  )
}
