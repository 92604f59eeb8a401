import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'

const tab =
  'inline-flex min-h-11 items-center rounded-full px-4 font-bold whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

/** The sides of selling: what, how it goes, and what it brings. */
export const SellerTabs = () => (
  <nav aria-label={t`Selling`} className="-mx-4 mt-5 mb-6 flex gap-1 overflow-x-auto px-4 py-1 sm:-mx-1 sm:px-1">
    <Link to="/sell" activeOptions={{ exact: true, includeSearch: false }} className={tab}>
      <Trans>My events</Trans>
    </Link>
    <Link to="/sell/overview" activeOptions={{ includeSearch: false }} className={tab}>
      <Trans>Overview</Trans>
    </Link>
    <Link to="/sell/money" activeOptions={{ includeSearch: false }} className={tab}>
      <Trans>Money</Trans>
    </Link>
  </nav>
)
