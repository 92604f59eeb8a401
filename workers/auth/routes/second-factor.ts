import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import {
  addSecondFactor,
  factorStanding,
  offerSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from '../commands/second-factor.ts'
import type { Deps } from '../deps.ts'
import { AppCode } from '../input.ts'
import { auth } from './service.ts'
import { limitedByAddress, tellLater } from './visit.ts'

/** The app that shows codes, of who is signed in. Nobody else's can be named here. */
export const secondFactorRoutes = () =>
  auth
    .people()
    .get('/', signedIn<Deps>(), async (c) => c.json({ standing: await factorStanding(c.var.deps, c.var.person) }))
    .post('/', signedIn<Deps>(), async (c) =>
      c.json(await offerSecondFactor(c.var.deps, c.var.person, c.var.trace), 201),
    )
    .post('/confirm', signedIn<Deps>(), limitedByAddress(), validate('json', AppCode), async (c) => {
      const made = await addSecondFactor(c.var.deps, c.var.person, c.req.valid('json').code, c.var.trace)
      tellLater(c)
      return c.json(made, 201)
    })
    .post('/recovery-codes', signedIn<Deps>(), async (c) => {
      const made = await renewRecoveryCodes(c.var.deps, c.var.person, c.var.trace)
      tellLater(c)
      return c.json(made, 201)
    })
    .delete('/', signedIn<Deps>(), async (c) => {
      await removeSecondFactor(c.var.deps, c.var.person, c.var.trace)
      tellLater(c)
      return c.body(null, 204)
    })
