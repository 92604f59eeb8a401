import type { Somebody } from './people.ts'
import type { Store } from './store.ts'
import { SECRET_KEY, type Till } from './till.ts'

const WANTED = {
  dashboard: 'express',
  identity: { country: 'at' },
  configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
}

const openAccount = async ({ stripe }: Till): Promise<string> => {
  const answer = await stripe.fetch(
    new Request('https://stripe.sim/v2/core/accounts', {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(WANTED),
    }),
  )
  if (answer.status !== 200) throw new Error(`no account: ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  stripe.onboard(id)
  return id
}

/**
 * Those who sell can be paid since long ago: at Stripe, and by the rows of a store that has not told anybody anything yet. How
 * they come to be is told in workers/payments/sellers.test.ts; here nothing is to be decided over before the run begins.
 */
export const makePayable = async (store: Store, till: Till, sellers: readonly Somebody[]) => {
  for (const { id, name } of sellers) {
    await store.rows(
      `insert into payments.sellers (seller, account, state, name, country, created_at, checked_at)
       values ($1, $2, 'enabled', $3, 'AT', clock.now(), clock.now())`,
      [id, await openAccount(till), name],
    )
    await store.rows('insert into tickets.sellers (seller, payouts) values ($1, true)', [id])
  }
  // What Stripe told of it was heard then.
  for (const webhook of till.due()) till.forget(webhook)
}
