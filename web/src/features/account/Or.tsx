import { Trans } from '@lingui/react/macro'

/** Between two ways to the same end. */
export const Or = () => (
  <div className="flex items-center gap-4 text-sm text-muted">
    <span className="h-px flex-1 bg-line" />
    <Trans>or</Trans>
    <span className="h-px flex-1 bg-line" />
  </div>
)
