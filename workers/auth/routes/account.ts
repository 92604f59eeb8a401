import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { Profile } from '../account.ts'
import { deleteAccount, exportMine } from '../commands/leave.ts'
import { confirmItIsMe } from '../commands/password.ts'
import { changeProfile } from '../commands/profile.ts'
import { signOutEverywhere } from '../commands/sessions.ts'
import { whoAmI } from '../commands/who-am-i.ts'
import type { Deps } from '../deps.ts'
import { Confirmation, Farewell } from '../input.ts'
import { rolesIn } from '../proved.ts'
import { leave } from './cookies.ts'
import { auth } from './service.ts'
import { view } from './view.ts'
import { limitedByAddress, tellLater } from './visit.ts'

/** What a signed-in person may do with their own account. Nobody else's can be named here. */
export const accountRoutes = () =>
  auth
    .people()
    .get('/me', signedIn<Deps>(), async (c) => {
      const { account, proved } = await whoAmI(c.var.deps, c.var.person)
      return c.json(view(account, rolesIn(c.var.deps.operatorsNeed, account, proved)))
    })
    .patch('/profile', signedIn<Deps>(), validate('json', Profile), async (c) => {
      const { account, roles } = await changeProfile(c.var.deps, c.var.person, c.req.valid('json'), c.var.trace)
      tellLater(c)
      return c.json(view(account, roles))
    })
    .post('/confirm', signedIn<Deps>(), limitedByAddress(), validate('json', Confirmation), async (c) => {
      await confirmItIsMe(c.var.deps, c.var.person, c.req.valid('json'), c.var.trace)
      return c.body(null, 204)
    })
    .post('/sign-out-everywhere', signedIn<Deps>(), async (c) => {
      await signOutEverywhere(c.var.deps, c.var.person)
      leave(c)
      return c.body(null, 204)
    })
    .get('/export', signedIn<Deps>(), async (c) =>
      c.json(await exportMine(c.var.deps, c.var.person), 200, {
        'Content-Disposition': 'attachment; filename="holdfast-account.json"',
      }),
    )
    .post('/delete', signedIn<Deps>(), validate('json', Farewell), async (c) => {
      await deleteAccount(c.var.deps, c.var.person, c.var.trace)
      tellLater(c)
      leave(c)
      return c.json({}, 202)
    })
