import type { Schema } from '../../api/openapi.ts'

/** A line of a shape: how deep it stands, what is written, and what is said about it. */
export type Line = { depth: number; code: string; note?: string | undefined; ref?: string | undefined }

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1)

const counted = (count: number | string, unit: string) =>
  unit ? `${count} ${unit}${count === 1 ? '' : 's'}` : `${count}`

const between = (unit: string, least: number | undefined, most: number | undefined) => {
  if (least === undefined && most === undefined) return undefined
  if (least === undefined) return `up to ${counted(most ?? '', unit)}`
  if (most === undefined || most >= Number.MAX_SAFE_INTEGER) return `${counted(least, unit)} or more`
  return least === most ? `exactly ${counted(least, unit)}` : counted(`${least} to ${most}`, unit)
}

/** What a schema asks for beyond its type: "1 to 20", "up to 100 characters". */
const limits = (schema: Schema): string | undefined => {
  const { default: fallback, examples, description } = schema
  const said = [
    description,
    between('', schema.minimum, schema.maximum),
    between('character', schema.minLength, schema.maxLength),
    between('item', schema.minItems, schema.maxItems),
    fallback === undefined ? undefined : `${JSON.stringify(fallback)} unless said`,
    examples?.[0] === undefined ? undefined : `as ${JSON.stringify(examples[0])}`,
  ].filter((part) => part !== undefined)
  return said.length > 0 ? said.join(', ') : undefined
}

const formats: Record<string, string> = { 'date-time': 'moment', uri: 'address', email: 'e-mail address' }

/** In a word, where it needs no lines of its own. */
const word = (schema: Schema): string | undefined => {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) {
    const words = schema.anyOf.map(word)
    return words.every((one) => one !== undefined) ? [...new Set(words)].join(' | ') : undefined
  }
  if (schema.type === 'array') {
    const item = word(schema.items ?? {})
    return item === undefined ? undefined : item.includes(' ') ? `(${item})[]` : `${item}[]`
  }
  if (schema.type === 'object' && Object.keys(schema.properties ?? {}).length > 0) return undefined
  return (schema.format && formats[schema.format]) ?? schema.type ?? 'anything'
}

const linesOf = (schema: Schema, depth: number, before: string, after: string): Line[] => {
  const single = word(schema)
  const note = limits(schema)
  if (single !== undefined)
    return [{ depth, code: `${before}${single}${after}`, note, ref: schema.$ref && nameOf(schema.$ref) }]
  if (schema.type === 'array') return linesOf(schema.items ?? {}, depth, before, `[]${after}`)
  if (schema.anyOf) {
    const [first = {}, ...others] = schema.anyOf.toSorted(
      (a, b) => Number(word(b) === undefined) - Number(word(a) === undefined),
    )
    const rest = others.map((other) => word(other) ?? '{ … }').join(' | ')
    return linesOf(first, depth, before, rest ? ` | ${rest}${after}` : after)
  }
  const required = new Set(schema.required)
  return [
    { depth, code: `${before}{`, note },
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      linesOf(property, depth + 1, `${name}${required.has(name) ? '' : '?'}: `, ''),
    ),
    { depth, code: `}${after}` },
  ]
}

/** A schema as people write types: a line for each property, "?" where it may be left out. */
export const shapeOf = (schema: Schema): Line[] => linesOf(schema, 0, '', '')
