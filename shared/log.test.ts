import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createLog } from '#shared/log'

test('a failed query is logged with its reason and its place, and without what was asked', () => {
  const lines: string[] = []
  const log = createLog({ service: 'test' }, (_level, line) => lines.push(line))
  const error = new DrizzleQueryError(
    'insert into people values ($1, $2)',
    ['ann@example.com', 'two\nlines'],
    new Error('no'),
  )
  log('error', 'request failed', { error: new Error('outer', { cause: error }) })
  expect(lines[0]).toContain('insert into people')
  expect(lines[0]).toContain('"message":"no"')
  expect(lines[0]).toContain('log.test.ts')
  expect(lines[0]).not.toMatch(/ann@example|two|lines/)
})
