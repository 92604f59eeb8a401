import type { Operation, Schema } from '../../api/openapi.ts'

/** A value that a schema would take, as plain as possible: examples where there are some, required properties alone. */
export const sampleOf = (schema: Schema, named: Record<string, Schema>): unknown => {
  if (schema.$ref) return sampleOf(named[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {}, named)
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sampleOf(schema.anyOf.find(({ type }) => type !== 'null') ?? {}, named)
  switch (schema.type) {
    case 'object': {
      const required = new Set(schema.required)
      const kept = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name))
      return Object.fromEntries(kept.map(([name, property]) => [name, sampleOf(property, named)]))
    }
    case 'array':
      return schema.items ? [sampleOf(schema.items, named)] : []
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    case 'string':
      if (schema.format === 'date-time') return '2027-05-01T18:00:00Z'
      return schema.format === 'email' ? 'ben@example.com' : '…'
    default:
      return null
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The same request for a terminal. */
export const curlOf = (
  origin: string,
  path: string,
  method: string,
  { parameters = [], requestBody, ...operation }: Operation,
  named: Record<string, Schema>,
): string => {
  const inPath = path.replaceAll(/\{(\w+)\}/g, (whole, name) => {
    const found = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)
    const example = found?.schema.examples?.[0]
    return typeof example === 'string' ? example : whole
  })
  const schema = requestBody?.content?.['application/json']?.schema
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(`${origin}${inPath}`)}`,
    !['anyone', 'broker', 'stripe'].includes(operation['x-access']) && `-H 'Authorization: Bearer …'`,
    parameters.some(({ name }) => name === 'Idempotency-Key') && `-H "Idempotency-Key: $(uuidgen)"`,
    parameters.some(({ name }) => name === 'If-Match') && `-H 'If-Match: "1"'`,
    method !== 'get' && `-H ${quoted(`Origin: ${origin}`)}`,
    schema && `-H 'Content-Type: application/json'`,
    schema && `-d ${quoted(JSON.stringify(sampleOf(schema, named)))}`,
  ]
  return lines.filter((line) => typeof line === 'string').join(' \\\n  ')
}
