import { expect, test } from 'vitest'
import { curlOf, sampleOf } from './sample.ts'

const named = {
  Money: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer', minimum: 0 } } },
}

test('a sample has what is required, and examples where there are some', () => {
  const schema = {
    type: 'object',
    required: ['id', 'price', 'when'],
    properties: {
      id: { type: 'string', examples: ['evt_1'] },
      price: { $ref: '#/components/schemas/Money' },
      when: { anyOf: [{ type: 'null' }, { type: 'string', format: 'date-time' }] },
      note: { type: 'string' },
    },
  }
  expect(sampleOf(schema, named)).toEqual({ id: 'evt_1', price: { amount: 1 }, when: '2027-05-01T18:00:00Z' })
})

test('a request for a terminal names what has to be sent, with quotes that hold', () => {
  const body = { type: 'object', required: ['why'], properties: { why: { type: 'string', examples: ["it's off"] } } }
  const operation = {
    ...{ operationId: 'x', tags: [], summary: '', 'x-access': 'seller', 'x-problems': [], responses: {} },
    parameters: [
      { name: 'id', in: 'path' as const, schema: { examples: ['evt_1'] } },
      { name: 'Idempotency-Key', in: 'header' as const, schema: {} },
    ],
    requestBody: { content: { 'application/json': { schema: body } } },
  }
  const said = curlOf('https://tickets.example', '/api/events/{id}/cancel', 'post', operation, named)
  expect(said).toContain("curl -X POST 'https://tickets.example/api/events/evt_1/cancel'")
  expect(said).toContain('Idempotency-Key')
  expect(said).toContain(`-d '{"why":"it'\\''s off"}'`)
})
