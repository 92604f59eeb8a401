import * as z from 'zod'
import { streamRows } from '#shared/csv'
import { csvFile } from '#shared/http/csv-file'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { TimeZone } from '#shared/time-zone'
import { periods } from '../calendar.ts'
import { reportOnAll, reportOnOne } from '../commands/reports.ts'
import { mustSell } from '../commands/sales.ts'
import type { Deps } from '../deps.ts'
import { ORDER_HEAD, orderRow, TICKET_HEAD, ticketRows } from './sale-files.ts'
import { orders } from './service.ts'

const Look = z.strictObject({ period: z.enum(periods).default('30d'), timeZone: TimeZone.default('UTC') })

const Wanted = z.strictObject({
  events: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idOf('event')).min(1).max(50)),
})

const EventParam = z.object({ event: idOf('event') })

const AT_ONCE = 500

type Reported = Awaited<ReturnType<typeof reportOnAll>>

const view = ({ now, starts, events: _, held, ...report }: Reported) => ({
  ...report,
  held: { ...held, nextEnd: held.nextEnd && new Date(held.nextEnd).toISOString() },
  /** When each stretch of time begins; the points say which of them they are in, counted from 1. */
  starts: starts.map((start) => start.toISOString()),
  now: new Date(now).toISOString(),
})

/** What a seller sold, in numbers and as files; anybody else's is not found. */
export const reportRoutes = () =>
  orders
    .people()
    .get('/', signedIn<Deps>(), validate('query', Look), async (c) =>
      c.json(view(await reportOnAll(c.var.deps, c.req.valid('query'), c.var.person))),
    )
    .get('/glance', signedIn<Deps>(), validate('query', Wanted), async (c) =>
      c.json({ events: await c.var.deps.reports.atAGlance(c.req.valid('query').events, c.var.person.id) }),
    )
    .get('/:event', signedIn<Deps>('seller'), validate('param', EventParam), validate('query', Look), async (c) => {
      const { event } = c.req.valid('param')
      return c.json(view(await reportOnOne(c.var.deps, event, c.req.valid('query'), c.var.person)))
    })
    .get('/:event/orders.csv', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
      const { event } = c.req.valid('param')
      await mustSell(c.var.deps, event, c.var.person)
      const next = async (after: string) => (await c.var.deps.sales.after(event, AT_ONCE, after)).map(orderRow)
      return csvFile(
        'holdfast-orders',
        streamRows(ORDER_HEAD, next, ({ cells }) => cells),
      )
    })
    .get('/:event/tickets.csv', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
      const { event } = c.req.valid('param')
      await mustSell(c.var.deps, event, c.var.person)
      const next = async (after: string) => (await c.var.deps.sales.after(event, AT_ONCE, after)).flatMap(ticketRows)
      return csvFile(
        'holdfast-tickets',
        streamRows(TICKET_HEAD, next, ({ cells }) => cells),
      )
    })
