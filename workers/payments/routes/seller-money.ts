import * as z from 'zod'
import { decimal, streamRows } from '#shared/csv'
import { csvFile } from '#shared/http/csv-file'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { SellersLine } from '../store/ledger-views.ts'
import { Position } from './files.ts'
import { payments } from './service.ts'

const Page = z.strictObject({
  /** Only what is about this order. */
  order: idOf('order').optional(),
  cursor: Position.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

const HEAD = ['at', 'kind', 'order', 'currency', 'amount', 'minor_units'] as const
const cells = ({ at, kind, order, currency, amount }: SellersLine) => [
  ...[at, kind, order, currency],
  ...[{ decimal: decimal(amount, currency) }, amount],
]

const AT_ONCE = 1000

/** What a seller has earned, line by line. Everybody sees their own and nobody else's, so nobody is a stranger here. */
export const sellerMoneyRoutes = () =>
  payments
    .people()
    .get('/money', signedIn<Deps>(), async (c) => {
      const { deps, person } = c.var
      const [currencies, disputes] = await Promise.all([
        deps.ledger.sellersMoney(person.id),
        deps.disputeViews.ofSeller(person.id, 100),
      ])
      return c.json({ currencies, disputes, now: new Date().toISOString() })
    })
    .get('/ledger', signedIn<Deps>(), validate('query', Page), async (c) => {
      const { limit, ...which } = c.req.valid('query')
      const found = await c.var.deps.ledger.sellersLines(c.var.person.id, limit + 1, which)
      const items = found.slice(0, limit)
      return c.json({ items, nextCursor: found.length > limit ? (items.at(-1)?.position ?? null) : null })
    })
    .get('/ledger.csv', signedIn<Deps>(), (c) => {
      const { deps, person } = c.var
      const next = (after: string) => deps.ledger.sellersLinesAfter(person.id, AT_ONCE, after)
      return csvFile('holdfast-money', streamRows(HEAD, next, cells))
    })
