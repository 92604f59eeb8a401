import { Link } from '@tanstack/react-router'

const tab =
  'inline-flex min-h-11 items-center rounded-full px-4 font-bold whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

/** The two sides of selling: what, and what it brings. */
export const SellerTabs = () => (
  <nav aria-label="Selling" className="mt-5 mb-6 flex gap-1">
    <Link to="/sell" activeOptions={{ exact: true }} className={`-ml-1 ${tab}`}>
      My events
    </Link>
    <Link to="/sell/money" className={tab}>
      Money
    </Link>
  </nav>
)
