import { type FieldError, Problem } from '#shared/http/problem'

/** How deep a body may nest. Ours need five. */
const DEEPEST = 24

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([{}[\],:])|[^\s"{}[\],:]+)/gy

// NUL, which PostgreSQL cannot store, and the marks with which text is made to read as another than it is.
const FORBIDDEN = /[\0\u202a-\u202e\u2066-\u2069]/

type Frame = { names: Set<string> | undefined; at: string | number }

const escapePointer = (key: string | number) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')

const refuse = (stack: readonly Frame[], detail: string): never => {
  const error: FieldError = { pointer: `#${stack.map(({ at }) => `/${escapePointer(at)}`).join('')}`, detail }
  throw new Problem('invalid-request', undefined, { errors: [error] })
}

const checkText = (stack: readonly Frame[], text: string) => {
  if (!text.isWellFormed()) refuse(stack, 'must be well-formed text')
  if (FORBIDDEN.test(text)) refuse(stack, 'must not hold characters that cannot be seen')
}

const textOf = (token: string): string | undefined => {
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}

/**
 * Refuses what `JSON.parse` lets pass and what two readers of one body may understand in two ways: a name that is there
 * twice, `__proto__`, nesting without end, and text that is not well-formed. What is no JSON at all is left to the parser.
 */
export const checkJson = (body: string) => {
  const stack: Frame[] = []
  let expectsName = false
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(body); token; token = TOKEN.exec(body)) {
    const [, string, mark] = token
    const frame = stack.at(-1)
    if (string !== undefined) {
      const text = textOf(string)
      if (text === undefined) return
      if (frame?.names && expectsName) {
        frame.at = text
        checkText(stack, text)
        if (frame.names.has(text)) refuse(stack, 'is there twice')
        if (text === '__proto__') refuse(stack, 'is not known here')
        frame.names.add(text)
        expectsName = false
      } else checkText(stack, text)
    } else if (mark === '{' || mark === '[') {
      if (stack.length === DEEPEST) refuse([], `must not nest deeper than ${DEEPEST}`)
      stack.push({ names: mark === '{' ? new Set() : undefined, at: mark === '{' ? '' : 0 })
      expectsName = mark === '{'
    } else if (mark === '}' || mark === ']') {
      stack.pop()
      expectsName = false
    } else if (mark === ',' && frame) {
      if (typeof frame.at === 'number') frame.at++
      else expectsName = true
    }
  }
}
