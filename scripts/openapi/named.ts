import type { JsonSchema } from './answers.ts'

/** What is called by a name in the document: found at an operation's answer, and there along `path`. */
const names: Record<string, [operation: string, ...path: string[]]> = {
  Money: ['GET /api/orders/{id}', 'properties', 'total'],
  Order: ['GET /api/orders/{id}'],
  Sale: ['GET /api/orders/sales/{id}'],
  Event: ['GET /api/tickets/events/{id}'],
  EventPage: ['GET /api/tickets/events'],
  Account: ['GET /api/auth/me'],
  Checkout: ['GET /api/payments/checkouts/{order}'],
  Refund: ['POST /api/orders/operator/refunds/{id}/retry'],
  Fee: ['GET /api/payments/operator/fee'],
  Heard: ['POST /api/orders/messages'],
  HeardVersions: ['POST /api/orders/messages/heard'],
  Standing: ['GET /api/orders/operator/standing'],
  MessagePage: ['GET /api/orders/operator/messages'],
  DeadLetterPage: ['GET /api/orders/operator/dead-letters'],
  ActionPage: ['GET /api/orders/operator/actions'],
}

const along = (schema: JsonSchema | undefined, path: string[]): JsonSchema | undefined =>
  path.reduce<JsonSchema | undefined>((at, step) => at?.[step] as JsonSchema | undefined, schema)

/**
 * Gives names to what several operations answer. `components` are the named schemas; `refer` puts a reference wherever one
 * of them stands.
 */
export const naming = (answerTo: (operation: string) => JsonSchema | undefined) => {
  const found = Object.entries(names).map(([name, [operation, ...path]]) => {
    const schema = along(answerTo(operation), path)
    if (!schema) throw new Error(`there is no ${operation} to call ${name}`)
    return { name, schema, text: JSON.stringify(schema) }
  })
  const byText = new Map(found.map(({ name, text }) => [text, name]))

  const below = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(refer)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, refer(one)]))
  }
  const refer = (value: unknown): unknown => {
    const name = byText.get(JSON.stringify(value))
    return name === undefined ? below(value) : { $ref: `#/components/schemas/${name}` }
  }
  return { components: Object.fromEntries(found.map(({ name, schema }) => [name, below(schema)])), refer }
}
