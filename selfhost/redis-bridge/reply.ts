/** A reply as JSON: numbers and null as they are, strings as text or base64, arrays item by item. */
export type Encode = (reply: unknown) => unknown

export type Answer = { result: unknown } | { error: string }

const encodeWith =
  (toText: (bytes: Buffer) => string): Encode =>
  (reply) => {
    if (Buffer.isBuffer(reply)) return toText(reply)
    if (Array.isArray(reply)) return reply.map(encodeWith(toText))
    // Inside EXEC's array an error has no field of its own.
    if (reply instanceof Error) return reply.message
    return reply ?? null
  }

const plain = encodeWith((bytes) => bytes.toString('utf8'))
const base64 = encodeWith((bytes) => bytes.toString('base64'))

/** What the caller asked for by `upstash-encoding`. A bare OK stays readable in base64, as Upstash has it. */
export const encoderFor = (encoding: string | undefined): Encode => {
  if (encoding !== 'base64') return plain
  return (reply) => (Buffer.isBuffer(reply) && reply.equals(OK) ? 'OK' : base64(reply))
}

const OK = Buffer.from('OK')
