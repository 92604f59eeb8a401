import { expect, test } from 'vitest'
import type { Schema } from '../../api/openapi.ts'
import { shapeOf } from './shape.ts'

const written = (schema: Schema) => shapeOf(schema).map(({ depth, code }) => `${'  '.repeat(depth)}${code}`)

test('an object is a line for each property, and says what may be left out', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, price: { $ref: '#/components/schemas/Money' }, n: { type: 'integer' } },
  }
  expect(written(schema)).toEqual(['{', '  id: string', '  price?: Money', '  n?: integer', '}'])
})

test('lists of objects, choices and what may be null read as types do', () => {
  const inner = { type: 'object', required: ['row'], properties: { row: { type: 'string' } } }
  const schema = {
    type: 'object',
    required: ['seats', 'state', 'tags'],
    properties: {
      seats: { anyOf: [{ type: 'null' }, { type: 'array', items: inner }] },
      state: { enum: ['held', 'paid'] },
      tags: { type: 'array', items: { enum: ['a', 'b'] } },
    },
  }
  expect(written(schema)).toEqual([
    '{',
    '  seats: {',
    '    row: string',
    '  }[] | null',
    '  state: "held" | "paid"',
    '  tags: ("a" | "b")[]',
    '}',
  ])
})

test('what is asked for beyond the type stands beside it', () => {
  const [line] = shapeOf({ type: 'integer', minimum: 1, maximum: 20, default: 2, description: 'How many' })
  expect(line?.note).toBe('How many, 1 to 20, 2 unless said')
  expect(shapeOf({ type: 'string', minLength: 1, maxLength: 1 })[0]?.note).toBe('exactly 1 character')
  expect(shapeOf({ $ref: '#/components/schemas/Order' })[0]).toMatchObject({ code: 'Order', ref: 'Order' })
})
