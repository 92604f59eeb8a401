import { Trans } from '@lingui/react/macro'
import { Spinner } from '../../ui/Spinner.tsx'

export const PendingPage = () => (
  <div role="status" className="grid min-h-[50dvh] place-items-center text-brand">
    <Spinner className="size-9" />
    <span className="sr-only">
      <Trans>Loading</Trans>
    </span>
  </div>
)
