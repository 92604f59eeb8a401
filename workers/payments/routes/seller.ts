import * as z from 'zod'
import { idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { LEAST_CHARGE } from '#shared/money'
import { refreshSeller } from '../commands/follow-seller.ts'
import { onboardSeller } from '../commands/onboard-seller.ts'
import type { Deps } from '../deps.ts'
import { payments } from './service.ts'

const Onboarding = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two letters, as in AT (ISO 3166-1)')
    .optional(),
})

/** How the person who asks is paid for what they sell: always about themselves, so there is nobody's but their own to see. */
export const sellerRoutes = () =>
  payments
    .people()
    .get('/', signedIn<Deps>(), async (c) => {
      const { deps, person, trace, later } = c.var
      const seller = deps.connect ? await refreshSeller(deps, person.id, trace) : undefined
      later(deps.outbox.nudge())
      return c.json({
        payouts: deps.connect ? (seller?.state ?? ('none' as const)) : ('off' as const),
        requirements: [...(seller?.requirements ?? [])],
        /** In which country Stripe takes the seller to be; once there is an account it stays. Null: they have to say. */
        country: seller?.country ?? deps.country,
        fee: await deps.feeRates.current(),
        currencyLeast: LEAST_CHARGE,
      })
    })
    .post('/onboarding', signedIn<Deps>(), validate('json', Onboarding), idempotent(), async (c) =>
      c.json({ url: await onboardSeller(c.var.deps, c.var.person, c.req.valid('json').country) }, 201),
    )
