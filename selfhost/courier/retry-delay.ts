/** Thrown for an `Upstash-Retry-Delay` that is not an expression of the small language below; `message` says where. */
export class RetryDelayError extends Error {}

/** Milliseconds to wait, from how often the message was retried so far (0 after the first attempt). */
export type RetryDelay = (retried: number) => number

// Publishers send these expressions, so nothing here may become code, and neither length nor nesting may cost us.
const MAX_LENGTH = 256
const MAX_DEPTH = 32

const functions: ReadonlyMap<string, { arity: number; apply: (...args: number[]) => number }> = new Map([
  ['pow', { arity: 2, apply: Math.pow }],
  ['exp', { arity: 1, apply: Math.exp }],
  ['sqrt', { arity: 1, apply: Math.sqrt }],
  ['abs', { arity: 1, apply: Math.abs }],
  ['floor', { arity: 1, apply: Math.floor }],
  ['ceil', { arity: 1, apply: Math.ceil }],
  ['round', { arity: 1, apply: Math.round }],
  ['min', { arity: 2, apply: Math.min }],
  ['max', { arity: 2, apply: Math.max }],
])

const tokenize = (text: string): string[] => {
  const tokens: string[] = []
  const token = /\s*(?:(\d+(?:\.\d+)?|[A-Za-z]+|[-+*/(),])|(\S))/gy
  for (const [, known, unknown] of text.matchAll(token)) {
    if (unknown !== undefined) throw new RetryDelayError(`unexpected "${unknown}" in the retry delay`)
    if (known !== undefined) tokens.push(known)
  }
  return tokens
}

/**
 * Reads an expression in milliseconds: numbers, `retried`, `+ - * /`, parentheses and
 * `pow exp sqrt abs floor ceil round min max`, for example `min(30000, pow(2, retried) * 1000)`.
 * Throws `RetryDelayError` for anything else. The result may be NaN, infinite or negative; the caller bounds it.
 */
export const parseRetryDelay = (text: string): RetryDelay => {
  if (text.length > MAX_LENGTH) throw new RetryDelayError(`the retry delay is longer than ${MAX_LENGTH} characters`)
  const tokens = tokenize(text)
  let at = 0

  const take = (token: string) => tokens[at] === token && ++at > 0
  const expect = (token: string) => {
    if (!take(token)) throw new RetryDelayError(`expected "${token}" but found ${found()} in the retry delay`)
  }
  const found = () => (at < tokens.length ? `"${tokens[at]}"` : 'the end')

  const sum = (depth: number): RetryDelay => {
    let left = product(depth)
    for (;;) {
      const [a, operator] = [left, tokens[at]]
      if (!take('+') && !take('-')) return left
      const b = product(depth)
      left = operator === '+' ? (n) => a(n) + b(n) : (n) => a(n) - b(n)
    }
  }
  const product = (depth: number): RetryDelay => {
    let left = value(depth)
    for (;;) {
      const [a, operator] = [left, tokens[at]]
      if (!take('*') && !take('/')) return left
      const b = value(depth)
      left = operator === '*' ? (n) => a(n) * b(n) : (n) => a(n) / b(n)
    }
  }
  const value = (depth: number): RetryDelay => {
    if (depth > MAX_DEPTH) throw new RetryDelayError('the retry delay is nested too deeply')
    if (take('-')) {
      const inner = value(depth + 1)
      return (n) => -inner(n)
    }
    if (take('(')) {
      const inner = sum(depth + 1)
      expect(')')
      return inner
    }
    const token = tokens[at]
    if (token === undefined || !/^[\dA-Za-z]/.test(token)) {
      throw new RetryDelayError(`expected a value but found ${found()} in the retry delay`)
    }
    at++
    if (/^\d/.test(token)) return () => Number(token)
    if (token === 'retried') return (n) => n
    return call(token, depth)
  }
  const call = (name: string, depth: number): RetryDelay => {
    const known = functions.get(name)
    if (!known) throw new RetryDelayError(`unknown name "${name}" in the retry delay`)
    expect('(')
    const args = [sum(depth + 1)]
    while (take(',')) args.push(sum(depth + 1))
    expect(')')
    if (args.length !== known.arity) throw new RetryDelayError(`${name} takes ${known.arity}, not ${args.length}`)
    return (n) => known.apply(...args.map((arg) => arg(n)))
  }

  const delay = sum(0)
  if (at < tokens.length) throw new RetryDelayError(`unexpected ${found()} in the retry delay`)
  return delay
}
