import { anyone } from '#shared/http/access'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { changePassword, forgotPassword, mayForget, resetPassword } from '../commands/password.ts'
import type { Deps } from '../deps.ts'
import { Forgotten, NewPassword, Reset } from '../input.ts'
import { auth } from './service.ts'
import { limitedByAddress, tellLater } from './visit.ts'

/** Another password: for who knows the old one, or reads the account's mail. */
export const passwordRoutes = () =>
  auth
    .people()
    .post('/', signedIn<Deps>(), limitedByAddress(), validate('json', NewPassword), async (c) => {
      await changePassword(c.var.deps, c.var.person, c.req.valid('json'), c.var.trace)
      tellLater(c)
      return c.body(null, 204)
    })
    .post('/forgot', anyone(), limitedByAddress(), validate('json', Forgotten), async (c) => {
      const { deps, trace, later } = c.var
      const { email } = c.req.valid('json')
      await mayForget(deps, email)
      later(forgotPassword(deps, email, trace).then(deps.outbox.nudge))
      return c.json({}, 202)
    })
    .post('/reset', anyone(), limitedByAddress(), validate('json', Reset), async (c) => {
      await resetPassword(c.var.deps, c.req.valid('json'), c.var.trace)
      tellLater(c)
      return c.json({})
    })
