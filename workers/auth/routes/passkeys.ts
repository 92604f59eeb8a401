import { anyone } from '#shared/http/access'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import {
  addPasskey,
  askForAnyPasskey,
  askForPasskey,
  askWhetherItIsMe,
  confirmByPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
  signInByPasskey,
} from '../commands/passkeys.ts'
import type { Deps } from '../deps.ts'
import { PasskeyAnswer, PasskeyName, PasskeyParam, PasskeyRegistration } from '../input.ts'
import { enter } from './cookies.ts'
import { auth } from './service.ts'
import { view } from './view.ts'
import { limitedByAddress, tellLater, visitOf } from './visit.ts'

/** Passkeys: for who has none yet, for who comes with one, and what there are. A stranger's is not found. */
export const passkeyRoutes = () =>
  auth
    .people()
    .post('/sign-in/options', anyone(), limitedByAddress(), async (c) => c.json(await askForAnyPasskey(c.var.deps)))
    .post('/sign-in', anyone(), limitedByAddress(), validate('json', PasskeyAnswer), async (c) => {
      const entered = await signInByPasskey(c.var.deps, c.req.valid('json'), visitOf(c))
      tellLater(c)
      enter(c, entered)
      return c.json(view(entered.account, entered.roles))
    })
    .post('/register/options', signedIn<Deps>(), async (c) => c.json(await askForPasskey(c.var.deps, c.var.person)))
    .post('/register', signedIn<Deps>(), validate('json', PasskeyRegistration), async (c) => {
      const id = await addPasskey(c.var.deps, c.var.person, c.req.valid('json'), visitOf(c))
      tellLater(c)
      return c.json({ id }, 201)
    })
    .post('/confirm/options', signedIn<Deps>(), async (c) => c.json(await askWhetherItIsMe(c.var.deps, c.var.person)))
    .post('/confirm', signedIn<Deps>(), limitedByAddress(), validate('json', PasskeyAnswer), async (c) => {
      await confirmByPasskey(c.var.deps, c.var.person, c.req.valid('json'), c.var)
      return c.body(null, 204)
    })
    .get('/', signedIn<Deps>(), async (c) => c.json({ items: await listPasskeys(c.var.deps, c.var.person) }))
    .patch(
      '/:id',
      signedIn<Deps>('owner'),
      validate('param', PasskeyParam),
      validate('json', PasskeyName),
      async (c) => {
        await renamePasskey(c.var.deps, c.var.person, c.req.valid('param').id, c.req.valid('json').name)
        return c.body(null, 204)
      },
    )
    .delete('/:id', signedIn<Deps>('owner'), validate('param', PasskeyParam), async (c) => {
      await removePasskey(c.var.deps, c.var.person, c.req.valid('param').id, c.var.trace)
      tellLater(c)
      return c.body(null, 204)
    })
