import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkJson } from '#shared/http/json-text'
import { Problem } from '#shared/http/problem'

const refusalOf = (body: string) => {
  try {
    checkJson(body)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return (error.extra.errors as { pointer: string; detail: string }[])[0]
  }
}

test.each([
  ['{"a":1,"a":2}', '#/a', 'is there twice'],
  ['{"a":1,"\\u0061":2}', '#/a', 'is there twice'],
  ['{"a":{"b":[{"c":1},{"c":1,"c":1}]}}', '#/a/b/1/c', 'is there twice'],
  ['{"__proto__":{"role":"operator"}}', '#/__proto__', 'is not known here'],
  ['{"a":[1,"\\u0000"]}', '#/a/1', 'must not hold characters that cannot be seen'],
  ['{"a":"\\ud800"}', '#/a', 'must be well-formed text'],
  ['{"a/b~":"gnp.\u202exe"}', '#/a~1b~0', 'must not hold characters that cannot be seen'],
  [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, '#', 'must not nest deeper than 24'],
])('%.40s is refused at %s', (body, pointer, detail) => expect(refusalOf(body)).toEqual({ pointer, detail }))

test.each(['', '{', '{"a"', '{"a":"\\x"}', 'nonsense', '"', '{"a":1}{"b":2}', ']]}}', '{"a":{"a":[{"a":1},{"a":1}]}}'])(
  '%s is left to the parser',
  (body) => expect(refusalOf(body)).toBeUndefined(),
)

const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\u202a-\u202e\u2066-\u2069]/.test(text))
const name = plain.filter((text) => text !== '__proto__')
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, fc.constant(null), fc.boolean(), fc.double(), plain, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
}))

test('whatever was written as JSON passes, however it is spaced', () =>
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t'), (json, space) => {
      expect(refusalOf(JSON.stringify(json, null, space))).toBeUndefined()
    }),
  ))

test('a name that is there twice is found, wherever', () =>
  fc.assert(
    fc.property(value, name, fc.array(fc.constantFrom('list', 'object'), { maxLength: 8 }), (json, twice, around) => {
      const key = JSON.stringify(twice)
      const inner = `{${key}:${JSON.stringify(json)},${key}:1}`
      const body = around.reduce((text, shape) => (shape === 'list' ? `[0,${text}]` : `{"x":1,"y":${text}}`), inner)
      expect(refusalOf(body)?.detail).toBe('is there twice')
    }),
  ))
