import { Trans } from '@lingui/react/macro'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useLocation, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { explain } from './explain.ts'
import { Page } from './Page.tsx'

export const ErrorPage = ({ error }: ErrorComponentProps) => {
  const router = useRouter()
  const here = useLocation({ select: ({ href }) => href })
  const { reset } = useQueryErrorResetBoundary()
  // What failed is forgotten when this page appears, so that coming back asks again instead of failing again.
  useEffect(() => reset(), [reset])
  const { title, detail, requestId } = explain(error)

  return (
    <Page title={title} width="reading">
      <div role="alert" className="space-y-5">
        <Heading>{title}</Heading>
        {detail && <p className="text-lg text-muted">{detail}</p>}
        {requestId && (
          <p className="text-sm text-muted">
            <Trans>Reference {requestId}</Trans>
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          {refusedAs(error, 'signed-out') ? (
            <Link to="/sign-in" search={{ next: here }} className={buttonLook()}>
              <Trans>Sign in</Trans>
            </Link>
          ) : (
            <Button onClick={() => void router.invalidate()}>
              <Trans>Try again</Trans>
            </Button>
          )}
          <Link to="/" className={buttonLook('secondary')}>
            <Trans>Discover events</Trans>
          </Link>
        </div>
      </div>
    </Page>
  )
}
