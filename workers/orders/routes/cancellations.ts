import * as z from 'zod'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { showCancellation } from '../commands/sales.ts'
import type { Deps } from '../deps.ts'
import { orders } from './service.ts'

const EventParam = z.object({ event: idOf('event') })

/** How far a seller's cancelled event is paid back, or what would have to be; anybody else's is not found. */
export const cancellationRoutes = () =>
  orders.people().get('/:event', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
    const shown = await showCancellation(c.var.deps, c.req.valid('param').event, c.var.person)
    return c.json({ ...shown, now: new Date(shown.now).toISOString() })
  })
