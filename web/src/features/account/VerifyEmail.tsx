import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useVerifyEmail } from '../../api/account.ts'
import { accountQuery } from '../../api/auth.ts'
import { refusedAs } from '../../api/refusal.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Form, Frame } from './AccountForm.tsx'
import { LinkOver } from './LinkOver.tsx'
import { PasswordField } from './PasswordField.tsx'
import { tokenOf } from './token.ts'
import { errorAt } from './wrong.ts'

const Done = () => {
  const { t } = useLingui()
  const { data: account } = useQuery(accountQuery)
  return (
    <Frame title={t`Your address is confirmed`} lead={t`Tickets and news about your orders go there.`}>
      {account ? (
        <Link to="/" className={buttonLook('primary', 'large')}>
          <Trans>Discover events</Trans>
        </Link>
      ) : (
        <Link to="/sign-in" className={buttonLook('primary', 'large')}>
          <Trans>Sign in</Trans>
        </Link>
      )}
    </Frame>
  )
}

/**
 * Nothing happens before the button is pressed: programs that look into mails open links, and run what is on the page.
 * In another browser than the one that signed up, the password is asked for.
 */
export const VerifyEmail = () => {
  const { t } = useLingui()
  const [token] = useState(() => tokenOf('/verify-email'))
  const verify = useVerifyEmail()
  const [isAsked, setAsked] = useState(false)
  if (verify.isSuccess) return <Done />
  if (token === undefined || refusedAs(verify.error, 'link-over')) return <LinkOver kind="verify" />
  const submit = (values: FormData) => {
    const password = values.get('password')
    verify.mutate(
      { token, ...(password === null ? {} : { password: String(password) }) },
      { onError: (error) => refusedAs(error, 'confirm-it-is-you') && setAsked(true) },
    )
  }
  const isOnlyAsked = refusedAs(verify.error, 'confirm-it-is-you')
  return (
    <Frame
      title={t`Confirm your address`}
      lead={
        isAsked ? (
          <Trans>This is not the browser in which you signed up. Type the password you chose there.</Trans>
        ) : (
          <Trans>One click, and we know that your mail reaches you.</Trans>
        )
      }
    >
      <Form
        submit={t`Confirm my address`}
        busy={verify.isPending}
        error={isOnlyAsked ? null : verify.error}
        onSubmit={submit}
      >
        {isAsked && (
          <PasswordField
            id="password"
            label={t`Password`}
            kind="current"
            autoFocus
            error={errorAt(verify.error, 'password')}
          />
        )}
      </Form>
    </Frame>
  )
}
