import fc from 'fast-check'

export type JsonSchema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  pattern?: string
  format?: string
  [bound: `${'min' | 'max'}${string}`]: number | undefined
}

/** Ids of things that are there, by their prefix: what is made up finds nothing, and so goes nowhere. */
export type Known = Record<string, readonly string[]>

const SHORT = 60

const matching = (pattern: string, max: number) => {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u')).filter((text) => text.length <= max)
  } catch {
    // What the library cannot read: classes by property.
    return fc.string({ minLength: 1, maxLength: Math.min(max, SHORT), unit: 'grapheme-ascii' })
  }
}

const text = (
  { pattern, format, minLength = 0, maxLength = SHORT }: JsonSchema,
  known: Known,
): fc.Arbitrary<unknown> => {
  const [, prefix] = /^\^([a-z]+)_\[0-9a-f\]/.exec(pattern ?? '') ?? []
  if (prefix !== undefined && pattern !== undefined) {
    const there = known[prefix] ?? []
    return there.length > 0
      ? fc.oneof({ arbitrary: fc.constantFrom(...there), weight: 4 }, fc.stringMatching(new RegExp(pattern)))
      : fc.stringMatching(new RegExp(pattern))
  }
  if (format === 'date-time')
    return fc
      .date({ min: new Date('1971-01-01'), max: new Date('2199-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString())
  if (format === 'email') return fc.emailAddress()
  if (pattern !== undefined) return matching(pattern, maxLength)
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, SHORT)) })
}

/** What keeps a schema, as far as the schema says it: what it leaves out (one thing agreeing with another) may still be wrong. */
export const valid = (schema: JsonSchema, known: Known): fc.Arbitrary<unknown> => {
  const { type, properties = {}, required = [], items = {}, minimum, maximum, minItems = 0, maxItems = 4 } = schema
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valid(one, known)))
  switch (type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valid(one, known)])), {
        requiredKeys: required,
      })
    case 'array':
      return fc.array(valid(items, known), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, 4)),
      })
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: minimum ?? -5, max: Math.min(maximum ?? 1000, (minimum ?? 0) + 20) }),
        fc.constantFrom(minimum ?? 0, maximum ?? 1000),
      )
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return text(schema, known)
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

const NASTY = [
  ...[
    '',
    ' ',
    '\0',
    '\ud800',
    '\u202egnp.exe',
    'e\u0301',
    '\u00e9',
    '\u{1d4bd}',
    '\r\nSet-Cookie: a=b',
    '__proto__',
    'constructor',
  ],
  ...["' or 1=1; drop table orders.orders --", '{"$gt":""}', '=cmd()', '<script>alert(1)</script>', '%00'],
  ...['../../etc/passwd', 'javascript:alert(1)', 'http://169.254.169.254/', 'NaN', '1e400', '-0', 'a'.repeat(5000)],
  ...[-1, 0, 1.5, 2 ** 31, 2 ** 53, 1e21, -1e308, null, true, false, [], {}, [[]], [null]],
]

/** What no form sends. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 2 }))

/** Something right with one thing wrong in it: a part replaced, left out, or nobody's. */
export const spoiled = (whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(whole, hostile, fc.nat(), fc.constantFrom('replace', 'omit', 'add', 'all')).map(([value, bad, at, how]) => {
    if (typeof value !== 'object' || value === null || how === 'all') return bad
    const keys = Object.keys(value)
    if (keys.length === 0 || how === 'add')
      return { ...value, [typeof bad === 'string' && bad !== '__proto__' ? bad : 'role']: bad }
    const key = keys[at % keys.length] ?? ''
    const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    return how === 'omit' ? rest : { ...rest, [key]: bad }
  })
