import { getCookie } from 'hono/cookie'
import * as z from 'zod'
import { anyone } from '#shared/http/access'
import { fingerprintOf, idempotencyKey, idempotent } from '#shared/http/idempotency'
import { personOf, signedIn } from '#shared/http/service'
import { cookies } from '#shared/http/session'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { cancelEvent, editEvent, publishEvent } from '../commands/change.ts'
import { create } from '../commands/create.ts'
import { showEvent } from '../commands/show.ts'
import type { Deps } from '../deps.ts'
import { Cancellation, EventChanges, NewEvent } from '../input.ts'
import { tickets } from './service.ts'
import { answer, answerUnlessKnown, expectedVersion } from './version.ts'

const EventParam = z.object({ id: idOf('event') })

/** One event: shown to whoever may see it, made and changed by its seller alone; a stranger's is not found. */
export const eventRoutes = () =>
  tickets
    .people()
    .get('/:id', anyone(), validate('param', EventParam), async (c) => {
      const onlooker = { person: await personOf(c), mayReturn: getCookie(c, cookies.refresh) !== undefined }
      return answerUnlessKnown(c, await showEvent(c.var.deps, c.req.valid('param').id, onlooker))
    })
    // Validated before the key is claimed: a form that was filled in wrongly may be sent again, corrected, under its key.
    .post('/', signedIn<Deps>(), validate('json', NewEvent), idempotent(), async (c) => {
      const asked = { key: idempotencyKey(c), fingerprint: await fingerprintOf(c) }
      return answer(c, await create(c.var.deps, c.var.person, c.req.valid('json'), asked), 201)
    })
    .patch(
      '/:id',
      signedIn<Deps>('seller'),
      validate('param', EventParam),
      validate('json', EventChanges),
      async (c) => {
        const { deps, person, trace, later } = c.var
        const target = { id: c.req.valid('param').id, seller: person.id, version: expectedVersion(c) }
        const event = await editEvent(deps, target, c.req.valid('json'), trace)
        later(deps.outbox.nudge())
        return answer(c, event)
      },
    )
    .post('/:id/publish', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
      const { deps, person, trace, later } = c.var
      const target = { id: c.req.valid('param').id, seller: person.id, version: expectedVersion(c) }
      const event = await publishEvent(deps, target, trace)
      later(deps.outbox.nudge())
      return answer(c, event)
    })
    .post(
      '/:id/cancel',
      signedIn<Deps>('seller'),
      validate('param', EventParam),
      validate('json', Cancellation),
      idempotent(),
      async (c) => {
        const { deps, person, trace, later } = c.var
        const target = { id: c.req.valid('param').id, seller: person.id, version: expectedVersion(c) }
        const event = await cancelEvent(deps, target, c.req.valid('json').reason, trace)
        later(deps.outbox.nudge())
        return answer(c, event)
      },
    )
