import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { LanguageChoice } from './LanguageChoice.tsx'

export const Footer = () => (
  <footer className="mt-auto border-t border-line">
    <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-2 px-4 py-8 text-sm text-muted sm:px-6">
      <p>
        <Trans>Never sold twice. Never charged for a ticket you do not get.</Trans>
      </p>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <Link
          to="/sell"
          className="inline-flex min-h-6 items-center font-semibold text-ink underline underline-offset-4"
        >
          <Trans>Sell tickets</Trans>
        </Link>
        <Link
          to="/docs"
          className="inline-flex min-h-6 items-center font-semibold text-ink underline underline-offset-4"
        >
          <Trans>API</Trans>
        </Link>
        <LanguageChoice />
      </div>
    </div>
  </footer>
)
