import { Link } from '@tanstack/react-router'

export const Footer = () => (
  <footer className="mt-auto border-t border-line">
    <div className="mx-auto flex max-w-6xl flex-wrap items-baseline justify-between gap-x-8 gap-y-2 px-4 py-8 text-sm text-muted sm:px-6">
      <p>Never sold twice. Never charged for a ticket you do not get.</p>
      <Link to="/sell" className="inline-flex min-h-6 items-center font-semibold text-ink underline underline-offset-4">
        Sell tickets
      </Link>
    </div>
  </footer>
)
