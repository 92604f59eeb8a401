import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Frame } from './AccountForm.tsx'

/** A link that does nothing any more, and the way on. */
export const LinkOver = ({ kind }: { kind: 'verify' | 'change' }) => {
  const { t } = useLingui()
  const { data: account } = useQuery(accountQuery)
  return (
    <Frame
      title={t`This link does nothing any more`}
      lead={t`It was used already, is older than an hour, or the page was reloaded. Links in mails are good once.`}
    >
      <p className="text-muted">
        {kind === 'change' || account ? (
          <Trans>If it has not happened yet, have a new link sent to you from your account.</Trans>
        ) : (
          <Trans>If you can sign in, all is well. Otherwise, sign up again: you get a new mail.</Trans>
        )}
      </p>
      <div className="flex flex-wrap gap-3">
        {kind === 'change' || account ? (
          <Link to="/account" className={buttonLook()}>
            <Trans>To your account</Trans>
          </Link>
        ) : (
          <>
            <Link to="/sign-in" className={buttonLook()}>
              <Trans>Sign in</Trans>
            </Link>
            <Link to="/sign-up" className={buttonLook('secondary')}>
              <Trans>Create an account</Trans>
            </Link>
          </>
        )}
      </div>
    </Frame>
  )
}
