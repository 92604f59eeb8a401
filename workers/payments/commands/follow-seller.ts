import type { Id } from '#shared/ids'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { follow, type Seller } from '../seller.ts'
import { retrieveStanding } from './seller-account.ts'

type Needs = Pick<Deps, 'sellers' | 'stripe' | 'log'>

const TRIES = 5

/** Asks Stripe and writes down what it says, if nobody knows better; false when it is to be asked again. */
export const finishLook = async ({ sellers, stripe, log }: Needs, looking: Seller, trace: Trace): Promise<boolean> => {
  const { seller, account, state } = looking
  if (account === null) return true
  const change = follow(looking, await retrieveStanding({ stripe }, account))
  const saved = await sellers.save(looking, change, trace)
  if (saved && change.state !== state) log('info', 'a seller has moved on', { seller, account, state: change.state })
  return saved
}

/**
 * Follows a seller's account to how Stripe has it now. Returns when that, or what a later look has seen, is written down; an
 * account that is nobody's is left alone.
 */
export const followSeller = async (deps: Needs, account: string, trace: Trace) => {
  for (let tries = 1; tries <= TRIES; tries++) {
    const looking = await deps.sellers.look(account)
    if (!looking || (await finishLook(deps, looking, trace))) return
  }
  throw new Error(`account ${account} is looked at from all sides at once`)
}

/** The same for one who opens their page, if what we know may be old. What Stripe does not answer does not keep them from it. */
export const refreshSeller = async (deps: Needs, seller: Id<'account'>, trace: Trace): Promise<Seller | undefined> => {
  const looking = await deps.sellers.lookIfStale(seller)
  if (looking) {
    await finishLook(deps, looking, trace).catch((error: unknown) =>
      deps.log('warn', 'Stripe could not be asked about a seller', { seller, error }),
    )
  }
  return deps.sellers.find(seller)
}
