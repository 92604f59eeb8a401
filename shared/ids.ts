import { uuidv7 } from 'uuidv7'
import * as z from 'zod'

/** Every kind of thing that has an id, and the prefix its ids carry. */
export const prefixes = {
  account: 'acc',
  session: 'ses',
  link: 'lnk',
  passkey: 'psk',
  event: 'evt',
  ticketType: 'typ',
  unit: 'unt',
  order: 'ord',
  payment: 'pay',
  refund: 'rfd',
  admission: 'adm',
  resend: 'rsd',
  message: 'mes',
  mail: 'mai',
} as const

export type Kind = keyof typeof prefixes

/** An id of one kind, for example `ord_0198…` (prefix, underscore, 32 hexadecimal digits of a UUIDv7). */
export type Id<K extends Kind> = `${(typeof prefixes)[K]}_${string}` & { readonly __kind?: K }

/** A new id; ids made later sort later. */
export const newId = <K extends Kind>(kind: K): Id<K> => `${prefixes[kind]}_${uuidv7().replaceAll('-', '')}` as Id<K>

/**
 * A schema for the ids of one kind.
 * The single cast of the house: the pattern below accepts exactly what `newId` makes.
 */
export const idOf = <K extends Kind>(kind: K) =>
  z
    .string()
    .regex(new RegExp(`^${prefixes[kind]}_[0-9a-f]{32}$`), `must be the id of a ${kind}`)
    .meta({ examples: [`${prefixes[kind]}_0198c0ffee007000a000000000000001`] }) as unknown as z.ZodType<Id<K>, Id<K>>
