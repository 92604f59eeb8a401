import * as z from 'zod'
import { isCurrency } from './currencies.ts'
import { type Failure, invalid } from './errors.ts'
import type { JsonTree, JsonValue } from './form.ts'

export type { JsonTree } from './form.ts'

/** A value Stripe would name by its own error code. */
const failing = (context: z.RefinementCtx<string>, message: string, code: string) => {
  context.issues.push({ code: 'custom', message, input: context.value, params: { code } })
  return z.NEVER
}

export const integer = (min = 0, max = 99_999_999) =>
  z.string().transform((text, context) => {
    if (!/^-?\d{1,15}$/.test(text)) return failing(context, `Invalid integer: ${text}`, 'parameter_invalid_integer')
    const value = Number(text)
    if (value < min)
      return failing(context, `This value must be greater than or equal to ${min}.`, 'parameter_invalid_integer')
    return value > max
      ? failing(context, `This value must be less than or equal to ${max}.`, 'parameter_invalid_integer')
      : value
  })

export const boolean = z.enum(['true', 'false']).transform((text) => text === 'true')

export const text = (max = 5000) =>
  z.string().transform((value, context) => {
    if (value === '') return failing(context, 'You passed an empty string.', 'parameter_invalid_empty')
    return value.length > max ? failing(context, `Must be at most ${max} characters.`, 'parameter_too_long') : value
  })

export const webAddress = z.string().transform((value, context) => {
  // The template may stand in the address unescaped, as the documentation writes it.
  const url = URL.parse(value.replaceAll(/[{}]/g, ''))
  return url && /^https?:$/.test(url.protocol) ? value : failing(context, `Not a valid URL: ${value}`, 'url_invalid')
})

export const currency = z
  .string()
  .transform((code) => code.toLowerCase())
  .refine(isCurrency, 'not a currency')

export const email = z.string().transform((value, context) => {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
    ? value
    : failing(context, `Invalid email address: ${value}`, 'email_invalid')
})

export const list = <Item extends z.ZodType>(item: Item, max = 100) =>
  z.preprocess(
    (value) =>
      typeof value === 'object' && value && Object.keys(value).every((key) => /^\d+$/.test(key))
        ? Object.values(value)
        : value,
    z.array(item).min(1).max(max),
  )

/** At most 50 keys of 40 characters with values of 500; an empty value takes the key away. */
export const metadata = z
  .preprocess(
    (value) => (value === '' ? {} : value),
    z.record(z.string().min(1).max(40, 'a key has at most 40 characters'), z.string().max(500)),
  )
  .refine((pairs) => Object.keys(pairs).length <= 50, 'at most 50 keys')
  .transform(
    (pairs): Record<string, string> => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== '')),
  )

/** The parameters of one endpoint; whatever is not named here is refused by name. */
export const parameters = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ ...shape, expand: list(z.string(), 20).optional() })

const range = z.strictObject({
  gt: integer(0, 1e11).optional(),
  gte: integer(0, 1e11).optional(),
  lt: integer(0, 1e11).optional(),
  lte: integer(0, 1e11).optional(),
})

/** What every list understands. */
export const paging = {
  limit: integer(1, 100).optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
}
export const created = { created: z.union([integer(0, 1e11), range]).optional() }

const bracketed = (path: readonly PropertyKey[]) =>
  path.map((segment, depth) => (depth === 0 ? String(segment) : `[${String(segment)}]`)).join('')

const valueAt = (tree: JsonTree, path: readonly PropertyKey[]) =>
  path.reduce<JsonValue | undefined>(
    (at, segment) => (typeof at === 'object' && at !== null ? (at as JsonTree)[String(segment)] : undefined),
    tree,
  )

const failureOf = (issue: z.core.$ZodIssue, raw: JsonTree): Failure => {
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? ''])
    return invalid(`Received unknown parameter: ${param}`, param, 'parameter_unknown')
  }
  const param = bracketed(issue.path)
  if (valueAt(raw, issue.path) === undefined)
    return invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  if (issue.code === 'custom') return invalid(issue.message, param, issue.params?.code)
  if (issue.code === 'invalid_value')
    return invalid(`Invalid ${param}: must be one of ${issue.values.map(String).join(', ')}`, param)
  return invalid(`Invalid ${param}: ${issue.message}`, param)
}

export const parseParameters = <Schema extends z.ZodType>(schema: Schema, raw: JsonTree): z.output<Schema> => {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  // A misspelt parameter explains the missing one beside it, so it is named first.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  throw issue ? failureOf(issue, raw) : invalid('Invalid request.')
}
