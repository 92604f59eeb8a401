import { queryOptions } from '@tanstack/react-query'
import { Refusal } from './refusal.ts'

/** As much of JSON Schema as the API's description uses. */
export type Schema = {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  description?: string
  format?: string
  default?: unknown
  examples?: unknown[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

type Content = { content?: Record<string, { schema?: Schema }> }

export type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  'x-access': string
  'x-problems': string[]
  parameters?: Parameter[]
  requestBody?: Content & { required?: boolean }
  responses: Record<string, Content & { description?: string; $ref?: string }>
}

export type OpenApi = {
  info: { title: string; version: string; description: string }
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Content & { description?: string }>
  }
}

/** What the API says of itself. It changes with the store's version, and the file comes with it. */
export const openApiQuery = queryOptions({
  queryKey: ['openapi'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<OpenApi> => {
    const response = await fetch('/api/docs/openapi.json', { signal }).catch(() => {
      throw Refusal.unreachable()
    })
    if (!response.ok) throw await Refusal.from(response)
    return response.json()
  },
})
