import { Trans } from '@lingui/react/macro'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { buttonLook } from '../../ui/Button.tsx'
import { explain } from './explain.ts'

const SignInAgain = () => {
  const { href } = useLocation()
  return (
    <Link to="/sign-in" search={{ next: href }} className={buttonLook('secondary')}>
      <Trans>Sign in</Trans>
    </Link>
  )
}

/** A refusal, said where it happened, with the way on. */
export const Problem = ({ error, action }: { error: unknown; action?: ReactNode }) => {
  const { title, detail, requestId } = explain(error)
  return (
    <Banner tone="bad" role="alert" title={title} action={refusedAs(error, 'signed-out') ? <SignInAgain /> : action}>
      {detail}
      {requestId && (
        <span className="block text-sm text-muted">
          <Trans>Reference {requestId}</Trans>
        </span>
      )}
    </Banner>
  )
}
