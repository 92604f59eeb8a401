import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
        <Link to="/" aria-label={t`Holdfast, home`} className="mr-auto flex min-h-11 items-center gap-2.5">
          <LogoMark className="size-8" />
          <span className="font-display text-[1.45rem] font-extrabold tracking-[-0.035em]">
            <Trans>Holdfast</Trans>
          </span>
        </Link>
        <nav aria-label={t`Main`} className="flex items-center gap-1">
          <Link to="/" className={link} activeOptions={{ exact: true, includeSearch: false }}>
            <Trans>Discover</Trans>
          </Link>
          <Link to="/sell" className={link}>
            <Trans>Sell tickets</Trans>
          </Link>
          {account && (
            <Link to="/orders" className={link}>
              <Trans>My tickets</Trans>
            </Link>
          )}
          {account === null && !isEntering && (
            <Link to="/sign-in" search={href === '/' ? {} : { next: href }} className={buttonLook('secondary')}>
              <Trans>Sign in</Trans>
            </Link>
          )}
        </nav>
        {account && <AccountMenu account={account} />}
      </div>
    </header>
  )
}
