import * as z from 'zod'
import { HostEnv } from '#shared/http/bun'
import { Env as AuthEnv } from '#workers/auth/env'
import { DoorEnv } from '#workers/gateway/door'
import { SelfHostedEnv as NotificationsEnv } from '#workers/notifications/env'
import { Env as OrdersEnv } from '#workers/orders/env'
import { Env as PaymentsEnv } from '#workers/payments/env'
import { Env as TicketsEnv } from '#workers/tickets/env'

/** What a program accepts in its environment, by its own schema, and the names that the schema knows. */
export type Program = { parse(env: Record<string, string>): string[]; names: Set<string> }

const complaints = (schema: z.ZodType, env: Record<string, string>) =>
  (schema.safeParse(env).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)

const shapeOf = (schema: z.ZodType): string[] => {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType)
  if (schema instanceof z.ZodIntersection)
    return [...shapeOf(schema.def.left as z.ZodType), ...shapeOf(schema.def.right as z.ZodType)]
  throw new Error(`this schema has no names: ${schema.def.type}`)
}

const served = (schema: z.ZodType): Program => ({
  parse: (env) => [...complaints(HostEnv, env), ...complaints(schema, env)],
  names: new Set([...shapeOf(HostEnv), ...shapeOf(schema)]),
})

/** Programs whose schema is in their source, by the name of their Deployment. The others say themselves what they lack. */
export const programs: Record<string, Program> = {
  gateway: served(DoorEnv),
  auth: served(AuthEnv),
  tickets: served(TicketsEnv),
  orders: served(OrdersEnv),
  payments: served(PaymentsEnv),
  notifications: served(NotificationsEnv),
}

/** Variables that are read by what our programs stand on. */
export const known = new Set(['PGSSLMODE', 'NODE_EXTRA_CA_CERTS'])
