import type * as z from 'zod'
import { Env as AuthEnv } from '#workers/auth/env'
import { Env as GatewayEnv } from '#workers/gateway/env'
import { Env as NotificationsEnv } from '#workers/notifications/env'
import { Env as OrdersEnv } from '#workers/orders/env'
import { Env as PaymentsEnv } from '#workers/payments/env'
import { Env as TicketsEnv } from '#workers/tickets/env'
import type { Settings } from './settings.ts'
import type { Worker } from './workers.ts'

const shapes: Record<string, z.ZodType> = {
  auth: AuthEnv,
  gateway: GatewayEnv,
  notifications: NotificationsEnv,
  orders: OrdersEnv,
  payments: PaymentsEnv,
  tickets: TicketsEnv,
}

/** One thing wrong with a worker's variables: what it is called, what is wrong with it. Never its value. */
export type Complaint = { worker: string; variable: string; wrong: string }

const binding = { fetch: async () => new Response() }

/** The secrets a worker needs that are set here. */
export const secretsOf = ({ config }: Worker, settings: Settings): Record<string, string> =>
  Object.fromEntries(
    config.secrets.required.flatMap((name) => {
      const value = settings[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** What a worker would be given, held against its own schema: what it would complain of at its start, before it starts. */
export const complaints = (worker: Worker, settings: Settings): Complaint[] => {
  const { name, config, missing } = worker
  const shape = shapes[name]
  if (!shape) throw new Error(`nobody knows what ${name} must be configured with`)
  const peers = Object.fromEntries((config.services ?? []).map((service) => [service.binding, binding]))
  const given: Record<string, unknown> = { ...config.vars, ...secretsOf(worker, settings), ...peers }
  const parsed = shape.safeParse(given)
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => {
        const variable = String(path[0])
        return { worker: name, variable, wrong: given[variable] === undefined ? 'is missing' : message }
      })
  const examples = missing.map((variable) => ({
    worker: name,
    variable,
    wrong: 'is missing: wrangler/ has an example only',
  }))
  return [...examples, ...wrong.filter(({ variable }) => !missing.includes(variable))]
}

/** The same complaint of several workers as one, in the order they were first heard. */
export const merged = (all: readonly Complaint[]): { variable: string; wrong: string; workers: string[] }[] => {
  const byText = new Map<string, { variable: string; wrong: string; workers: string[] }>()
  for (const { worker, variable, wrong } of all) {
    const key = `${variable} ${wrong}`
    const known = byText.get(key)
    if (known) known.workers.push(worker)
    else byText.set(key, { variable, wrong, workers: [worker] })
  }
  return [...byText.values()]
}
