import * as z from 'zod'
import { idOf } from '#shared/ids'

/** The services that speak and listen. */
export const services = ['auth', 'tickets', 'orders', 'payments', 'notifications'] as const
export type ServiceName = (typeof services)[number]

/** What every message is wrapped in. `version` counts an aggregate's messages from 1 without gaps. */
export const Envelope = z.object({
  id: idOf('message'),
  type: z.string().regex(/^[a-z-]+\.[a-z-]+$/),
  occurredAt: z.iso.datetime({ offset: true }),
  aggregate: z.string().min(1).max(80),
  version: z.int().positive(),
  traceparent: z.string().max(60).nullable(),
  data: z.unknown(),
})
export type Envelope = z.infer<typeof Envelope>

/** A message whose contract is known: its type, and its data by that type's schema. */
export type Message<Type extends string, Data> = Omit<Envelope, 'type' | 'data'> & { type: Type; data: Data }
