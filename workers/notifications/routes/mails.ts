import * as z from 'zod'
import { idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { operator } from '#shared/operator/routes'
import { listMails, sendAgain } from '../commands/send-again.ts'
import { sendMails } from '../commands/send-mails.ts'
import type { Deps } from '../deps.ts'
import { mailKinds, mailStates } from '../mail.ts'
import { notifications } from './service.ts'

const Page = z.strictObject({
  state: z.enum(mailStates).default('refused'),
  kind: z.enum(mailKinds).optional(),
  cursor: idOf('mail').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
const Again = z.strictObject({
  mails: z.array(idOf('mail')).min(1).max(100),
  reason: z.string().trim().min(3, 'must say why').max(500),
})

/** Mails for those who run this installation: which could not be sent, and why; what was in them is nobody's but the reader's. */
export const mailRoutes = () =>
  notifications
    .people()
    .use(signedIn<Deps>(), operator<Deps>())
    .get('/', validate('query', Page), async (c) => c.json(await listMails(c.var.deps, c.req.valid('query'))))
    .get('/standing', async (c) => c.json(await c.var.deps.mails.counts()))
    .post('/send-again', validate('json', Again), idempotent<Deps>(), async (c) => {
      const { deps, person, later } = c.var
      const { mails, reason } = c.req.valid('json')
      const again = await sendAgain(deps, mails, { operator: person, reason })
      later(sendMails(deps))
      return c.json({ again })
    })
