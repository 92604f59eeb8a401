import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Page } from './Page.tsx'

export const NotFoundPage = () => (
  <Page title={t`Not found`} width="reading">
    <div className="flex flex-col items-start gap-5 py-10">
      <LogoMark className="size-16 -rotate-12" />
      <Heading>
        <Trans>There is nothing here</Trans>
      </Heading>
      <p className="text-lg text-muted">
        <Trans>The link may be old, the event may not be public yet, or this may be somebody else’s order.</Trans>
      </p>
      <Link to="/" className={buttonLook()}>
        <Trans>Discover events</Trans>
      </Link>
    </div>
  </Page>
)
