import * as z from 'zod'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { operator } from '#shared/operator/routes'
import { signOutAccount } from '../commands/sign-out-account.ts'
import type { Deps } from '../deps.ts'
import { auth } from './service.ts'

const Whom = z.strictObject({
  account: idOf('account'),
  reason: z.string().trim().min(3, 'must say why').max(500),
})

/** What those who run this installation can do about an account: end its sessions, when somebody else has one of them. */
export const operatorRoutes = () =>
  auth.people().post('/sign-out', signedIn<Deps>(), operator<Deps>(), validate('json', Whom), async (c) => {
    const { deps, person } = c.var
    return c.json({ ended: await signOutAccount(deps, c.req.valid('json'), person) })
  })
