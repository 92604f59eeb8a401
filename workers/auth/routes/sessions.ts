import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { endOtherSessions, endSession, listSessions } from '../commands/sessions.ts'
import type { Deps } from '../deps.ts'
import { SessionParam } from '../input.ts'
import { auth } from './service.ts'

/** Where somebody is signed in; a stranger's session is not found. */
export const sessionRoutes = () =>
  auth
    .people()
    .get('/', signedIn<Deps>(), async (c) => c.json({ items: await listSessions(c.var.deps, c.var.person) }))
    .delete('/', signedIn<Deps>(), async (c) => {
      await endOtherSessions(c.var.deps, c.var.person)
      return c.body(null, 204)
    })
    .delete('/:id', signedIn<Deps>('owner'), validate('param', SessionParam), async (c) => {
      await endSession(c.var.deps, c.var.person, c.req.valid('param').id)
      return c.body(null, 204)
    })
