// Apart from the contracts, which hold both lists to what they say: the pages want the names without the schemas.

/** The services that tell others something. */
export const speakers = ['auth', 'tickets', 'orders', 'payments'] as const
export type Speaker = (typeof speakers)[number]

/** The services that are told something, and may find that they can make nothing of it. */
export const listeners = ['tickets', 'orders', 'payments', 'notifications'] as const
export type Listener = (typeof listeners)[number]
