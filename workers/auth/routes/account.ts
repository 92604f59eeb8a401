import { anyone } from '#shared/http/access'
import { personOf, signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { SignIn, SignUp } from '../account.ts'
import { refresh } from '../commands/refresh.ts'
import { signIn } from '../commands/sign-in.ts'
import { signOut } from '../commands/sign-out.ts'
import { signUp } from '../commands/sign-up.ts'
import { whoAmI } from '../commands/who-am-i.ts'
import type { Deps } from '../deps.ts'
import { enter, leave, presentedBy } from './cookies.ts'
import { auth } from './service.ts'
import { view } from './view.ts'

// No Idempotency-Key here: a kept answer would be kept credentials. Signing up twice is refused by the address, signing in
// or out twice is harmless, and refreshing twice in a row gives the same successor.
export const accountRoutes = () =>
  auth
    .people()
    .post('/sign-up', anyone(), validate('json', SignUp), async (c) => {
      const entered = await signUp(c.var.deps, c.req.valid('json'), presentedBy(c))
      enter(c, entered)
      return c.json(view(entered.account), 201)
    })
    .post('/sign-in', anyone(), validate('json', SignIn), async (c) => {
      const entered = await signIn(c.var.deps, c.req.valid('json'), presentedBy(c))
      enter(c, entered)
      return c.json(view(entered.account))
    })
    .post('/sign-out', anyone(), async (c) => {
      await signOut(c.var.deps, await personOf(c), presentedBy(c))
      leave(c)
      return c.body(null, 204)
    })
    .post('/refresh', anyone(), async (c) => {
      const entered = await refresh(c.var.deps, presentedBy(c))
      enter(c, entered)
      return c.json(view(entered.account))
    })
    .get('/me', signedIn<Deps>(), async (c) => c.json(view(await whoAmI(c.var.deps, c.var.person))))
