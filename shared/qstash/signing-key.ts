import * as z from 'zod'

// QStash's development server signs with these for everybody in the world (https://upstash.com/docs/qstash/howto/local-development).
const KNOWN_TO_ALL = new Set(['sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r', 'sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs'])

/** A key with which the broker signs. What anybody can sign with is none. */
export const BrokerKey = z
  .string()
  .min(16)
  .refine((key) => !KNOWN_TO_ALL.has(key), 'is the public key of QStash’s development server: anybody can sign with it')
