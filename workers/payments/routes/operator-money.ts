import * as z from 'zod'
import { decimal, streamRows } from '#shared/csv'
import { csvFile } from '#shared/http/csv-file'
import { idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { operator } from '#shared/operator/routes'
import type { Deps } from '../deps.ts'
import type { Line } from '../store/ledger-views.ts'
import { Position } from './files.ts'
import { payments } from './service.ts'

/** Hundredths of a per cent of an order's total, and minor units for each order. */
const Fee = z.strictObject({
  basisPoints: z.int().min(0).max(5000),
  fixed: z.int().min(0).max(10_000),
  reason: z.string().trim().min(3, 'must say why').max(500),
})

const Page = z.strictObject({ cursor: Position.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) })

const DisputePage = Page.extend({
  cursor: z
    .string()
    .regex(/^\w{1,80}$/, 'must be the id of a dispute')
    .optional(),
})

const HEAD = [
  'at',
  'key',
  'kind',
  'account',
  'seller',
  'order',
  'payment',
  'currency',
  'amount',
  'minor_units',
] as const
const cells = ({ at, key, kind, account, seller, order, payment, currency, amount }: Line) => [
  ...[at, key, kind, account, seller, order, payment, currency],
  ...[{ decimal: decimal(amount, currency) }, amount],
]

const AT_ONCE = 1000

const page = <Item extends { position: string }>(found: readonly Item[], size: number) => ({
  items: found.slice(0, size),
  nextCursor: found.length > size ? (found[size - 1]?.position ?? null) : null,
})

/** The books of the whole installation, for whoever runs it. */
export const operatorMoneyRoutes = () =>
  payments
    .people()
    .use(signedIn<Deps>(), operator<Deps>())
    .get('/fee', async (c) => c.json(await c.var.deps.feeRates.current()))
    .put('/fee', validate('json', Fee), idempotent<Deps>(), async (c) => {
      const { reason, ...rate } = c.req.valid('json')
      await c.var.deps.feeRates.set(rate, c.var.person, reason)
      return c.json(rate)
    })
    .get('/ledger', async (c) => {
      const accounts = await c.var.deps.ledger.trialBalance()
      const sums = Map.groupBy(accounts, ({ currency }) => currency)
      const total = ([currency, of]: [string, typeof accounts]) => [currency, of.reduce((sum, a) => sum + a.amount, 0)]
      return c.json({ accounts, sums: Object.fromEntries([...sums].map(total)), now: new Date().toISOString() })
    })
    .get('/ledger.csv', (c) => {
      const next = (after: string) => c.var.deps.ledger.linesAfter(AT_ONCE, after)
      return csvFile('holdfast-ledger', streamRows(HEAD, next, cells))
    })
    .get('/disputes', validate('query', DisputePage), async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const found = await c.var.deps.disputeViews.all(limit + 1, cursor)
      const items = found.slice(0, limit)
      return c.json({ items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null })
    })
    .get('/reconciliations', validate('query', Page), async (c) => {
      const { cursor, limit } = c.req.valid('query')
      return c.json(page(await c.var.deps.reconciliations.list(limit + 1, cursor), limit))
    })
