import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as z from 'zod'
import type { Person } from '#local/person'
import { problems, type Slug } from '#shared/http/problem'
import { hostile, type JsonSchema, type Known, spoiled, valid } from './arbitraries.ts'
import type { Scene } from './scene.ts'

// Asks everything of every endpoint, by its own description, as everybody: no answer may be a breakdown, say more than it
// should, or be another than the description promises.

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: JsonSchema }
type Content = Record<string, { schema: JsonSchema }>
type Described = {
  'x-access': string
  'x-problems': Slug[]
  parameters?: Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
type Document = { paths: Record<string, Record<string, Described>>; components: { schemas: object } }

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')) as Document

export const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    described,
  })),
)
type Operation = (typeof operations)[number]

export type Asked = { who: keyof Scene['people']; path: Record<string, unknown>; query: Record<string, unknown> } & {
  headers: Record<string, string>
  body?: unknown
}

const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: right, weight: 4 }, { arbitrary: hostile, weight: 1 })

const partsIn = (where: Parameter['in'], { described }: Operation, known: Known) =>
  (described.parameters ?? [])
    .filter((one) => one.in === where)
    .map((one) => [one.name, valid(one.schema, known), one] as const)

/** Requests to an operation: most of them right or nearly so, by people who may and people who may not. */
export const requestsTo = (operation: Operation, known: Known): fc.Arbitrary<Asked> => {
  const record = (where: Parameter['in'], wrap: typeof mostly) => {
    const parts = partsIn(where, operation, known)
    const requiredKeys = parts.filter(([, , { required }]) => required).map(([name]) => name)
    return fc.record(Object.fromEntries(parts.map(([name, arbitrary]) => [name, wrap(arbitrary)])), { requiredKeys })
  }
  const schema = operation.described.requestBody?.content['application/json']?.schema
  const right = schema && valid(schema, known)
  const body = right && fc.oneof({ arbitrary: right, weight: 2 }, { arbitrary: spoiled(right), weight: 3 })
  return fc.record({
    who: fc.constantFrom('visitor', 'stranger', 'owner', 'operator'),
    path: record('path', mostly),
    query: record('query', mostly),
    headers: record('header', (one) => one) as fc.Arbitrary<Record<string, string>>,
    ...(body ? { body } : {}),
  }) as fc.Arbitrary<Asked>
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

// What fetch itself would refuse to send is not what is being asked.
const asPath = (value: unknown) => encodeURIComponent(asText(value).toWellFormed()).replace(/^\.{1,2}$/, '%2e') || '-'

const send = (person: Person, { path, method }: Operation, asked: Asked, scene: Scene) => {
  const where = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => asPath(asked.path[name]))
  const query = Object.entries(asked.query).map(
    ([name, value]) => `${name}=${encodeURIComponent(asText(value).toWellFormed())}`,
  )
  const cookie = Array.from(person.cookies, ([name, value]) => `${name}=${value}`).join('; ')
  return fetch(new URL(`${where}${query.length > 0 ? `?${query.join('&')}` : ''}`, scene.network.url), {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: {
      'sec-fetch-site': 'same-origin',
      cookie,
      ...asked.headers,
      ...('body' in asked ? { 'content-type': 'application/json' } : {}),
    },
    ...('body' in asked ? { body: JSON.stringify(asked.body) ?? 'undefined' } : {}),
  })
}

const LEAKS =
  /\bat .+:\d+:\d+|\.ts\b|node_modules|\b(select|insert into|update) .+ (from|values|set) |postgres|drizzle|pg_|password/i

const described = new Map<string, z.ZodType>()

/** The schema of an answer, with everything it refers to. */
const answerSchema = ({ name, described: { responses } }: Operation, status: number) => {
  const schema = responses[String(status)]?.content?.['application/json']?.schema
  if (!schema) return undefined
  const key = `${name} ${status}`
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll(
    '#/components/schemas/',
    '#/$defs/',
  )
  const known = described.get(key) ?? z.fromJSONSchema(JSON.parse(text))
  described.set(key, known)
  return known
}

/** What is wrong with an answer; nothing when all is well. */
export const faultsOf = async (
  operation: Operation,
  asked: Asked,
  response: Response,
  scene: Scene,
): Promise<string[]> => {
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  const faults: string[] = []
  if (response.status >= 400) {
    const slug = (type === 'application/problem+json' ? String(JSON.parse(text).type) : '').replace(
      '/problems/',
      '',
    ) as Slug
    if (problems[slug]?.status !== response.status)
      faults.push(`is not of the catalogue: ${slug} ${response.status} ${text}`)
    if (response.status >= 500) faults.push(`breaks down: ${text}`)
    const promised: Slug[] = [
      ...operation.described['x-problems'],
      'method-not-allowed',
      'not-found',
      'invalid-request',
    ]
    if (!promised.includes(slug)) faults.push(`refuses with ${slug}, which is not described`)
    if (LEAKS.test(text.replace(/"title":"[^"]*"|"detail":"must[^"]*"|"pointer":"[^"]*"|"instance":"[^"]*"/g, '')))
      faults.push(`leaks: ${text}`)
  } else {
    const schema = answerSchema(operation, response.status)
    if (!(String(response.status) in operation.described.responses))
      faults.push(`answers ${response.status}, undescribed`)
    const read = schema?.safeParse(JSON.parse(text))
    if (read && !read.success) faults.push(`is not as described: ${z.prettifyError(read.error)}`)
  }
  const mayKnow = asked.who === 'owner' || asked.who === 'operator'
  if (!mayKnow && (text.includes(scene.people.owner.email) || text.includes('Secret')))
    faults.push('tells of the owner')
  const sent = JSON.stringify([asked.path, asked.query, asked.body])
  if (!mayKnow && text.includes(scene.order.id) && !sent.includes(scene.order.id)) faults.push('tells of an order')
  return faults
}

/** Asks `runs` times each of these operations; every fault with what led to it. The same seed asks the same. */
export const fuzz = async (
  scene: Scene,
  asked: readonly Operation[],
  runs: number,
  seed: number,
): Promise<string[]> => {
  const faults: string[] = []
  for (const operation of asked) {
    const requests = fc.sample(requestsTo(operation, scene.ids), { numRuns: runs, seed })
    for (const request of requests) {
      const response = await send(scene.people[request.who], operation, request, scene)
      const found = await faultsOf(operation, request, response, scene)
      faults.push(...found.map((fault) => `${operation.name} ${JSON.stringify(request).slice(0, 600)}\n  ${fault}`))
    }
  }
  return faults
}
