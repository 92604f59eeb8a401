import * as z from 'zod'
import { anyone } from '#shared/http/access'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { Currency } from '#shared/money'
import { line } from '#shared/text'
import { exportEvents } from '../commands/export.ts'
import { listOnSale, listOwn } from '../commands/list.ts'
import { cursorFor } from '../cursor.ts'
import type { Deps } from '../deps.ts'
import { Instant } from '../input.ts'
import { shows } from '../store/catalogue.ts'
import { tickets } from './service.ts'
import { pageView, view } from './view.ts'

const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.int().min(1).max(50))
  .default(20)

/** Minor units of whatever currency the event is in; 0 is "free". */
const price = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number of minor units')
  .transform(Number)

const words = z
  .union([z.literal('').transform(() => []), line(100).transform((text) => text.split(/\s+/u))])
  .default([])

const Search = z
  .strictObject({
    q: words,
    from: Instant.optional(),
    to: Instant.optional(),
    currency: Currency.optional(),
    city: line(100).optional(),
    upTo: price.optional(),
    sort: z.enum(['soonest', 'newest']).default('soonest'),
    limit,
    cursor: cursorFor('soonest', 'newest').optional(),
  })
  .refine(({ sort, cursor }) => cursor === undefined || cursor.sort === sort, {
    path: ['cursor'],
    error: 'must be a nextCursor of this list',
  })
  .transform(({ q, ...search }) => ({ ...search, words: q }))

const OwnPage = z.strictObject({ limit, cursor: cursorFor('own').optional(), show: z.enum(shows).optional() })

export const catalogueRoutes = () =>
  tickets
    .people()
    .get('/export', signedIn<Deps>(), async (c) =>
      c.json({ events: (await exportEvents(c.var.deps, c.var.person)).map(view) }, 200, {
        'Content-Disposition': 'attachment; filename="holdfast-events.json"',
      }),
    )
    .get('/events', anyone(), validate('query', Search), async (c) =>
      c.json(pageView(await listOnSale(c.var.deps, c.req.valid('query')))),
    )
    .get('/my-events', signedIn<Deps>(), validate('query', OwnPage), async (c) =>
      c.json(pageView(await listOwn(c.var.deps, c.var.person.id, c.req.valid('query')))),
    )
