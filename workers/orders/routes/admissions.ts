import * as z from 'zod'
import { idempotencyKey } from '#shared/http/idempotency'
import { Problem } from '#shared/http/problem'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { admit, showDoor, undoAdmission } from '../commands/admissions.ts'
import type { Deps } from '../deps.ts'
import { codeOf, passIn } from '../pass-code.ts'
import type { Admission } from '../store/admissions.ts'
import { passesToShow } from './pass-view.ts'
import { orders } from './service.ts'

const EventParam = z.object({ event: idOf('event') })
const AdmissionParam = EventParam.extend({ admission: idOf('admission') })

/** A code as it is scanned or typed, with or without spaces and dashes. */
export const Scanned = z.strictObject({
  code: z
    .string()
    .max(40)
    .transform((code, context) => {
      const pass = passIn(code)
      if (pass === undefined)
        context.addIssue({ code: 'custom', message: 'is not the code of a ticket: a letter is wrong' })
      return pass ?? z.NEVER
    })
    .meta({ examples: [codeOf('0123456789ABCDE')] }),
})

const view = ({ at, undoneAt, ...admission }: Admission) => ({
  ...admission,
  at: new Date(at).toISOString(),
  undoneAt: undoneAt === null ? null : new Date(undoneAt).toISOString(),
})

/** At the door of a seller's own event, and of nobody else's: not even who runs the installation lets people in. */
export const admissionRoutes = () =>
  orders
    .people()
    .get('/:event/admissions', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
      const { now, ticketTypes, latest } = await showDoor(c.var.deps, c.req.valid('param').event, c.var.person)
      return c.json({ now: new Date(now).toISOString(), ticketTypes, latest: latest.map(view) })
    })
    // The key is kept with the admission itself: who asks again after an answer was lost is told that somebody came in, and not
    // that the ticket was used before.
    .post(
      '/:event/admissions',
      signedIn<Deps>('seller'),
      validate('param', EventParam),
      validate('json', Scanned),
      async (c) => {
        const scan = { ...c.req.valid('param'), pass: c.req.valid('json').code, key: idempotencyKey(c) }
        return c.json(view(await admit(c.var.deps, scan, c.var.person)), 201)
      },
    )
    .delete('/:event/admissions/:admission', signedIn<Deps>('seller'), validate('param', AdmissionParam), async (c) =>
      c.json(view(await undoAdmission(c.var.deps, c.req.valid('param'), c.var.person))),
    )

const OrderParam = z.object({ id: idOf('order') })

/** What a buyer shows at the door. No other answer carries codes, and no mail. */
export const passRoutes = () =>
  orders.people().get('/:id/passes', signedIn<Deps>('buyer'), validate('param', OrderParam), async (c) => {
    const found = await c.var.deps.admissions.passesOf(c.req.valid('param').id, c.var.person.id)
    if (!found) throw new Problem('not-found')
    return c.json({ passes: passesToShow(found) })
  })
