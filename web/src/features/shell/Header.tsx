import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { AccountMenu } from './AccountMenu.tsx'

const link =
  'hidden min-h-11 items-center rounded-full px-4 font-semibold hover:bg-sunken sm:inline-flex aria-[current=page]:text-brand'

export const Header = () => {
  const { data: account } = useQuery(accountQuery)
  const { href, pathname } = useLocation()
  const isEntering = pathname.startsWith('/sign-')
  return (
    <header className="border-b border-line bg-paper">
      <div className="mx-auto flex max-w-6xl items-center gap-2 px-4 py-3 sm:px-6">
        <Link to="/" aria-label="Holdfast, home" className="mr-auto flex min-h-11 items-center gap-2.5">
          <LogoMark className="size-8" />
          <span className="text-[1.4rem] font-extrabold tracking-[-0.04em]">Holdfast</span>
        </Link>
        <nav aria-label="Main" className="flex items-center gap-1">
          <Link to="/" className={link} activeOptions={{ exact: true, includeSearch: false }}>
            Discover
          </Link>
          <Link to="/sell" className={link}>
            Sell tickets
          </Link>
          {account && (
            <Link to="/orders" className={link}>
              My tickets
            </Link>
          )}
          {account === null && !isEntering && (
            <Link to="/sign-in" search={href === '/' ? {} : { next: href }} className={buttonLook('secondary')}>
              Sign in
            </Link>
          )}
        </nav>
        {account && <AccountMenu account={account} />}
      </div>
    </header>
  )
}
