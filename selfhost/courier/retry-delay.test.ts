import { describe, expect, test } from 'vitest'
import { parseRetryDelay, RetryDelayError } from './retry-delay.ts'

describe('a retry delay', () => {
  test.each<[string, number, number]>([
    ['1000', 0, 1000],
    ['1.5', 0, 1.5],
    ['retried', 4, 4],
    ['1000 * (1 + retried)', 3, 4000],
    ['2 + 3 * 4 - 10 / 5', 0, 12],
    ['8 / 4 / 2', 0, 1],
    ['10 - 3 - 2', 0, 5],
    ['-retried + 5', 2, 3],
    ['2 * -3', 0, -6],
    ['min(30000, pow(2, retried) * 1000)', 3, 8000],
    ['min(30000, pow(2, retried) * 1000)', 9, 30000],
    ['max(1, round(2.5))', 0, 3],
    ['floor(sqrt(17)) + ceil(exp(0) + 0.5) + abs(-4)', 0, 10],
    [' \t( ( 7 ) ) ', 0, 7],
  ])('%s after %i retries is %d', (text, retried, expected) => {
    expect(parseRetryDelay(text)(retried)).toBe(expected)
  })

  test.each([
    '',
    '   ',
    '1 +',
    '(1',
    '1)',
    '1 2',
    'pow(2)',
    'sqrt(1, 2)',
    'min()',
    'pow',
    'retried()',
    'Retried',
    'constructor(1)',
    '__proto__',
    'process.exit(1)',
    'globalThis',
    'require("fs")',
    '`1`',
    '1;2',
    '1e999',
    '.5',
    '1 ** 2',
    'retried => 1',
    '１',
    `1${'+1'.repeat(5000)}`,
    '('.repeat(200),
    `${'-'.repeat(200)}1`,
    `${'abs('.repeat(60)}1${')'.repeat(60)}`,
  ])('refuses %j', (text) => {
    expect(() => parseRetryDelay(text)).toThrow(RetryDelayError)
  })
})
