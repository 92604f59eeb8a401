import Stripe from 'stripe'
import { admin } from '#local/postgres'
import type { Id } from '#shared/ids'
import { startPayments, WEBHOOK_SECRETS } from './payments.ts'

let keys = 0
type Who = { id: Id<'account'>; headers: Record<string, string> }
type Shown = {
  payouts: string
  requirements: string[]
  country: string | null
  fee: { basisPoints: number; fixed: number }
  currencyLeast: Record<string, number>
}

/** Payments where sellers have accounts of their own, and what sellers and Stripe do there. */
export const startSelling = async (variables: Record<string, string> = {}) => {
  const till = await startPayments({ STRIPE_CONNECT: 'on', STRIPE_COUNTRY: 'AT', ...variables })
  const ask = (who: Who, body: unknown = {}, key = `key-of-a-seller-${String(++keys).padStart(6, '0')}`) =>
    till.send('POST', '/api/payments/seller/onboarding', body, { ...who.headers, 'idempotency-key': key })
  const accounts = () => till.stripe.books().accounts
  const accountOf = ({ id }: Who) => {
    const account = accounts().find(({ metadata }) => metadata?.seller === id)
    if (!account) throw new Error(`${id} has no account with Stripe`)
    return account.id
  }

  return {
    till,
    ask,
    accounts,
    accountOf,
    shows: async ({ headers }: Who) =>
      (await (await till.send('GET', '/api/payments/seller', undefined, headers)).json()) as Shown,

    /** Somebody new, who has asked for Stripe's page. */
    begins: async (name = 'Sel') => {
      const who = await till.people.join(name)
      const answer = await ask(who)
      if (answer.status !== 201) throw new Error(`onboarding answered ${answer.status}: ${await answer.text()}`)
      return { ...who, account: accountOf(who), page: ((await answer.json()) as { url: string }).url }
    },

    /** Stripe tells that something about an account is new: what, has to be asked. Each time is another event. */
    tells: async (account: string, type = 'v2.core.account[configuration.recipient].capability_status_updated') => {
      const payload = JSON.stringify({
        ...{ id: `evt_${crypto.randomUUID()}`, object: 'v2.core.event', type, livemode: false },
        related_object: { id: account, type: 'v2.core.account', url: `/v2/core/accounts/${account}` },
      })
      const [secret = ''] = WEBHOOK_SECRETS
      const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
      const headers = { 'stripe-signature': signature }
      const answer = await till.send('POST', '/api/payments/webhooks/stripe', payload, headers)
      await till.settled()
      return answer.status
    },

    /** What the others were told about a seller. */
    toldOf: (id: Id<'account'>) =>
      admin<{ version: number; enabled: boolean; why: string | null }>(
        till.database.url,
        `select version, (data ->> 'enabled')::boolean as enabled, data ->> 'why' as why from payments.outbox
         where aggregate = $1 order by version`,
        [id],
      ),

    /** So much time passes, as far as looking at Stripe goes. */
    wait: (minutes: number) =>
      admin(
        till.database.url,
        `update payments.sellers set checked_at = checked_at - make_interval(secs => $1::float8 * 60),
           created_at = created_at - make_interval(secs => $1::float8 * 60)`,
        [minutes],
      ),

    looksAt: async ({ id }: { id: Id<'account'> }) => (await till.deps.sellers.find(id))?.looks,
    [Symbol.asyncDispose]: () => till[Symbol.asyncDispose](),
  }
}
