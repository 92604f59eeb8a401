import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronDown, LogOut, RadioTower, Store, Ticket, UserRound } from 'lucide-react'
import { useRef } from 'react'
import { useSignOut } from '../../api/auth.ts'
import type { Account } from '../../api/types.ts'

const entry = 'flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-left font-semibold hover:bg-sunken'

/** A list of links in a native popover: it closes on Escape and on a click elsewhere without a line of code. */
export const AccountMenu = ({ account }: { account: Account }) => {
  const { name } = account
  const menu = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const signOut = useSignOut()
  const close = () => menu.current?.hidePopover()
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        close()
        void navigate({ to: '/' })
      },
    })

  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        aria-label={t`Account: ${name}`}
        className="flex min-h-11 items-center gap-2 rounded-full border border-line bg-surface py-1 pr-3 pl-1.5 font-bold hover:bg-sunken"
      >
        <span
          data-initial={account.name.slice(0, 1).toUpperCase()}
          className="grid size-8 place-items-center rounded-full bg-brand text-on-brand before:content-[attr(data-initial)/'']"
        />
        <span className="hidden max-w-40 truncate sm:inline">{account.name}</span>
        <ChevronDown aria-hidden="true" className="size-4" />
      </button>
      <div
        ref={menu}
        id="account-menu"
        popover="auto"
        className="absolute inset-auto top-17 right-[max(1rem,calc((100vw-72rem)/2+1.5rem))] w-64 rounded-card border border-line bg-surface p-2 text-ink shadow-raised"
      >
        <p className="truncate px-3 py-2 text-sm text-muted">{account.email}</p>
        <Link to="/orders" className={entry} onClick={close}>
          <Ticket aria-hidden="true" className="size-5" /> <Trans>My tickets</Trans>
        </Link>
        <Link to="/sell" className={entry} onClick={close}>
          <Store aria-hidden="true" className="size-5" /> <Trans>My events</Trans>
        </Link>
        <Link to="/account" className={entry} onClick={close}>
          <UserRound aria-hidden="true" className="size-5" /> <Trans>Account</Trans>
        </Link>
        {account.roles.includes('operator') && (
          <Link to="/operator" className={entry} onClick={close}>
            <RadioTower aria-hidden="true" className="size-5" /> <Trans>Operations</Trans>
          </Link>
        )}
        <button type="button" className={`${entry} text-bad`} onClick={leave} aria-busy={signOut.isPending}>
          <LogOut aria-hidden="true" className="size-5" /> <Trans>Sign out</Trans>
        </button>
      </div>
    </>
  )
}
