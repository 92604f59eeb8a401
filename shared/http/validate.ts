import { sValidator } from '@hono/standard-validator'
import type { Context, Next, ValidationTargets } from 'hono'
import type * as z from 'zod'
import { checkJson } from '#shared/http/json-text'
import { type FieldError, Problem } from '#shared/http/problem'

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined; keys?: string[] }

const keyOf = (segment: PropertyKey | { key: PropertyKey }) =>
  String(typeof segment === 'object' ? segment.key : segment)

const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** zod's findings as RFC 6901 pointers; an unknown field is named itself, not its parent. */
export const fieldErrors = (issues: readonly Issue[]): FieldError[] =>
  issues.flatMap((issue) => {
    const at = `#${(issue.path ?? []).map((segment) => `/${escapePointer(keyOf(segment))}`).join('')}`
    return issue.keys
      ? issue.keys.map((key) => ({ pointer: `${at}/${escapePointer(key)}`, detail: 'is not known here' }))
      : [{ pointer: at, detail: issue.message }]
  })

export type Accepted = { target: keyof ValidationTargets; schema: z.ZodType }

const accepted = new WeakMap<object, Accepted>()

/** What a handler made by `validate` accepts, for who describes the API; nothing for any other handler. */
export const acceptedBy = (handler: object) => accepted.get(handler)

/**
 * Accepts what `schema` describes or refuses with `invalid-request`, naming each field.
 * The same schema describes the endpoint in the OpenAPI document.
 */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) => {
  const checked = sValidator(target, schema, (result) => {
    if (!result.success) {
      throw new Problem('invalid-request', undefined, { errors: fieldErrors(result.error as readonly Issue[]) })
    }
  })
  const handler = (async (c: Context, next: Next) => {
    if (target === 'json') checkJson(await c.req.text())
    return checked(c, next)
  }) as typeof checked
  accepted.set(handler, { target, schema })
  return handler
}
