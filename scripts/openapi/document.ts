import * as z from 'zod'
import { accesses } from '#shared/http/access'
import { problems, type Slug } from '#shared/http/problem'
import { type Accepted, acceptedBy } from '#shared/http/validate'
import { type Answer, type JsonSchema, readAnswers } from './answers.ts'
import { naming } from './named.ts'
import { publicRoutes, type ServiceRoute } from './routes.ts'
import { type Words, words } from './words.ts'

/** What comes in is what counts, not what zod makes of it; behind a pipe the pipe's end knows more. */
const schemaOf = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema: { _zod }, jsonSchema }) => {
      const { def } = _zod
      if (def.type === 'pipe' && def.out._zod.def.type !== 'transform') {
        const { $schema: __, ...end } = z.toJSONSchema(def.out, { io: 'input', unrepresentable: 'any' })
        Object.assign(jsonSchema, end)
      }
    },
  }) as JsonSchema
  return described
}

type Parts = { properties?: Record<string, JsonSchema>; required?: string[] }

/** An object of parameters, each on its own. Several values of one are written with commas. */
const parameters = (where: 'path' | 'query', schema: z.ZodType) => {
  const { properties = {}, required = [] } = schemaOf(schema) as Parts
  return Object.entries(properties).map(([name, one]) => ({
    ...{ name, in: where, required: where === 'path' || required.includes(name), schema: one },
    ...(one.type === 'array' ? { style: 'form', explode: false } : {}),
  }))
}

const header = (name: string, schema: JsonSchema, description: string) => ({
  ...{ name, in: 'header', required: true, description, schema },
})
const KEY = header(
  'Idempotency-Key',
  { type: 'string', pattern: '^[A-Za-z0-9_-]{16,128}$' },
  'Chosen anew for each thing that is to happen; the same for each try at it.',
)
const IF_MATCH = header('If-Match', { type: 'string', pattern: '^"v[0-9]{1,9}"$' }, 'The ETag that was seen last.')

const SCHEMES: Record<ServiceRoute['access'] & string, string | undefined> = {
  ...{
    anyone: undefined,
    person: 'session',
    owner: 'session',
    buyer: 'session',
    seller: 'session',
    operator: 'session',
  },
  ...{ installation: 'installation', broker: 'broker', stripe: 'stripe' },
}

const isMachine = (access: string | undefined) => ['installation', 'broker', 'stripe'].includes(access ?? '')

/** Everything an operation refuses with, as it follows from what it demands. */
const refusals = ({ method, access }: ServiceRoute, accepted: Accepted[], { key, version, refuses }: Words): Slug[] => {
  const unsafe = method !== 'GET' && !isMachine(access)
  const body = accepted.some(({ target }) => target === 'json')
  const slugs = new Set<Slug>(['too-many-requests', 'unavailable', 'internal', ...(refuses ?? [])])
  if (accepted.length > 0) slugs.add('invalid-request')
  if (isMachine(access)) slugs.add('bad-signature').delete('too-many-requests')
  else if (access !== 'anyone') slugs.add('signed-out')
  if (access === 'operator') slugs.add('forbidden')
  if (access === 'owner' || access === 'buyer' || access === 'seller') slugs.add('not-found')
  if (unsafe) slugs.add('cross-site')
  if (body || isMachine(access)) slugs.add('too-large')
  if (body && unsafe) slugs.add('not-json')
  if (key) for (const slug of ['idempotency-key-required', 'still-running', 'key-reused'] as const) slugs.add(slug)
  if (version) for (const slug of ['if-match-required', 'changed-meanwhile'] as const) slugs.add(slug)
  return (Object.keys(problems) as Slug[]).filter((slug) => slugs.has(slug))
}

const success = ({ status, schema }: Answer, { answers = {} }: Words, several: boolean) => {
  const code = several ? status : (answers.status ?? status)
  const empty = code === 204 || code === 304
  const content = { [answers.type ?? 'application/json']: { schema: answers.schema ?? schema } }
  const description = code === 304 ? 'Nothing has changed since the tag that was sent' : 'All went well'
  return [String(code), { description, ...(empty ? {} : { content }) }] as const
}

const byStatus = (slugs: Slug[]) => Object.entries(Object.groupBy(slugs, (slug) => problems[slug].status))

const REFUSED = '#/components/responses/'

/** Each set of refusals that share a status is said once, under their names. */
const refused = (slugs: Slug[]) =>
  byStatus(slugs).map(([status, some = []]) => [status, { $ref: `${REFUSED}${some.join('.')}` }])

const refusalNamed = (name: string) => ({
  description: name
    .split('.')
    .map((slug) => `\`${slug}\`: ${problems[slug as Slug].title}`)
    .join('; '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const operationId = (method: string, path: string) =>
  `${method.toLowerCase()}-${path.replace('/api/', '').replaceAll(/[{}]/g, '').replaceAll(/[/.]/g, '-')}`

const takenBy = ({ types, schema }: NonNullable<Words['takes']>) =>
  Object.fromEntries(types.map((type) => [type, { schema }]))

const operation = (route: ServiceRoute, path: string, answers: Answer[], said: Words) => {
  const { method, access, handlers, service } = route
  const accepted = handlers.flatMap((handler) => acceptedBy(handler) ?? [])
  const scheme = access && SCHEMES[access]
  const inPlace = (['param', 'query'] as const).flatMap((target) =>
    accepted
      .filter((one) => one.target === target)
      .flatMap(({ schema }) => parameters(target === 'param' ? 'path' : 'query', schema)),
  )
  const all = [...inPlace, ...(said.key ? [KEY] : []), ...(said.version ? [IF_MATCH] : [])]
  const body = accepted.find(({ target }) => target === 'json')
  return {
    operationId: operationId(method, path),
    tags: [isMachine(access) ? 'machines' : access === 'operator' ? 'operator' : service],
    summary: said.summary,
    ...(said.description ? { description: said.description } : {}),
    'x-access': access,
    'x-problems': refusals(route, accepted, said),
    security: scheme ? [{ [scheme]: [] }] : [],
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body.schema) } } } }
      : {}),
    ...(said.takes ? { requestBody: { required: true, content: takenBy(said.takes) } } : {}),
    responses: Object.fromEntries([
      ...answers.map((answer) => success(answer, said, answers.length > 1)),
      ...refused(refusals(route, accepted, said)),
    ]),
  }
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `type` is the identity; docs/problems.md explains each.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request, as the log knows it.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
        required: ['pointer', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'instance'],
}

const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'From signing in. The same token is accepted as `Authorization: Bearer`.',
  },
  installation: { type: 'http', scheme: 'bearer', description: 'The installation’s own token (INTERNAL_TOKEN).' },
  broker: { type: 'apiKey', in: 'header', name: 'Upstash-Signature' },
  stripe: { type: 'apiKey', in: 'header', name: 'Stripe-Signature' },
}

const tags = [
  { name: 'auth', description: 'Accounts and sessions' },
  { name: 'tickets', description: 'Events and ticket types: the seller’s side' },
  { name: 'orders', description: 'Holds and orders: the buyer’s side, and what a seller sees of it' },
  { name: 'payments', description: 'Paying, and being paid' },
  { name: 'operator', description: 'For who runs this installation' },
  { name: 'machines', description: 'For callers who sign what they say' },
]

const DESCRIPTION = [
  'A ticket store. Amounts are whole minor units with a currency; moments are ISO 8601 in UTC; ids say what they are of.',
  'Unsafe methods take JSON alone, from the store’s own pages alone. Every refusal is `application/problem+json`.',
  '`RateLimit-Policy` and `RateLimit` say how often one may ask; 429 says in `Retry-After` when to come back.',
  `Who may do what is \`x-access\`: ${Object.entries(accesses)
    .map(([name, text]) => `\`${name}\`, ${text}`)
    .join('; ')}.`,
].join('\n\n')

const nameOf = ({ method, path }: ServiceRoute) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`

/** The whole API as OpenAPI 3.1. Throws what is missing to describe it: an access, words, an answer. */
export const openApi = () => {
  const answers = new Map([...readAnswers()].map(([name, found]) => [name.replaceAll(/:(\w+)/g, '{$1}'), found]))
  const routes = publicRoutes()
  const there = new Set(routes.map(nameOf))
  const missing = [
    ...routes.filter(({ access }) => !access).map((route) => `${nameOf(route)} does not say whom it is for`),
    ...[...there].filter((name) => !words[name]).map((name) => `${name} has no words in scripts/openapi/words.ts`),
    ...Object.keys(words)
      .filter((name) => !there.has(name))
      .map((name) => `there is no ${name}, of which scripts/openapi/words.ts speaks`),
  ]
  if (missing.length > 0) throw new Error(missing.join('\n'))

  const { components, refer } = naming((name) => answers.get(name)?.find(({ status }) => status !== 304)?.schema)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const [method, path] = nameOf(route).split(' ') as [string, string]
    const described = operation(route, path, answers.get(nameOf(route)) ?? [], words[nameOf(route)] as Words)
    paths[path] = { ...paths[path], [method.toLowerCase()]: refer(described) }
  }
  const referred = [...JSON.stringify(paths).matchAll(/#\/components\/responses\/([\w.-]+)/g)]
  const named = [...new Set(referred.map(([, name = '']) => name))]
  const responses = Object.fromEntries(named.map((name) => [name, refusalNamed(name)]))
  return {
    openapi: '3.1.1',
    info: { title: 'Holdfast', version: '1', license: { name: 'MIT', identifier: 'MIT' }, description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags,
    paths,
    components: { schemas: { Problem: problemSchema, ...components }, responses, securitySchemes },
  }
}
