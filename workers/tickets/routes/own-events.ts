import * as z from 'zod'
import { fingerprintOf, idempotencyKey, idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { copy } from '../commands/create.ts'
import type { Deps } from '../deps.ts'
import { Copy } from '../input.ts'
import { tickets } from './service.ts'
import { answer } from './version.ts'

const EventParam = z.object({ id: idOf('event') })

/** A seller's own events: how many there are, and another one like one of them. */
export const ownEventRoutes = () =>
  tickets
    .people()
    .get('/counts', signedIn<Deps>(), async (c) => c.json(await c.var.deps.catalogue.countsOf(c.var.person.id)))
    .post(
      '/:id/copies',
      signedIn<Deps>('seller'),
      validate('param', EventParam),
      validate('json', Copy),
      idempotent(),
      async (c) => {
        const asked = { key: idempotencyKey(c), fingerprint: await fingerprintOf(c) }
        const wanted = { id: c.req.valid('param').id, ...c.req.valid('json') }
        return answer(c, await copy(c.var.deps, c.var.person, wanted, asked), 201)
      },
    )
