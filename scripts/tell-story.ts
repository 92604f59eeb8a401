/** One line of a service's log. */
export type Line = {
  at: string
  level: string
  message: string
  service?: string
  order?: string
  trace?: string
  [field: string]: unknown
}

const ORDER = /^ord_[0-9a-f]{32}$/
const TRACE = /^[0-9a-f]{32}$/

/** What may be asked for: the id of an order or of a trace. */
export const isSubject = (text: string) => ORDER.test(text) || TRACE.test(text)

/** The line in whatever a host may have put around it; undefined when there is none. */
export const readLine = (text: string): Line | undefined => {
  const from = text.indexOf('{')
  if (from === -1) return undefined
  try {
    const line = JSON.parse(text.slice(from, text.lastIndexOf('}') + 1)) as Line
    return typeof line.at === 'string' && typeof line.message === 'string' ? line : undefined
  } catch {
    return undefined
  }
}

/** When what a line tells of began: a request is written down when it has been answered. */
const beginOf = ({ at, message, ms }: Line) =>
  Date.parse(at) - (message === 'request' && typeof ms === 'number' ? ms : 0)

/** When each message was heard first, by its id. */
const firstHeard = (lines: readonly Line[]) => {
  const heard = new Map<unknown, number>()
  for (const line of lines) {
    if (line.heard === undefined) continue
    heard.set(line.messageId, Math.min(heard.get(line.messageId) ?? Number.POSITIVE_INFINITY, beginOf(line)))
  }
  return heard
}

const isPublished = ({ message, messageId }: Line) => message === 'published' && messageId !== undefined

/** All that is known of one order, oldest first: its own lines, and those of the traces that were about it and nothing else. */
export const storyLines = (all: readonly Line[], subject: string): Line[] => {
  const ordersOf = new Map<string, Set<string>>()
  for (const { trace, order } of all) {
    if (trace && order) ordersOf.set(trace, (ordersOf.get(trace) ?? new Set()).add(order))
  }
  const orders = ORDER.test(subject) ? new Set([subject]) : (ordersOf.get(subject) ?? new Set())
  const belongs = ({ order, trace }: Line) => {
    if (order) return orders.has(order)
    if (!trace) return false
    const about = [...(ordersOf.get(trace) ?? [])]
    return trace === subject || (about.length > 0 && about.every((id) => orders.has(id)))
  }
  const mine = all.filter(belongs)
  const heard = firstHeard(mine)
  // A message may have been heard before its speaker came round to writing that it was published; it was published first.
  const momentOf = (line: Line) =>
    Math.min(beginOf(line), (isPublished(line) ? heard.get(line.messageId) : undefined) ?? Number.POSITIVE_INFINITY)
  return mine
    .map((line, index) => ({ line, index, at: momentOf(line) }))
    .toSorted((a, b) => a.at - b.at || Number(isPublished(b.line)) - Number(isPublished(a.line)) || a.index - b.index)
    .map(({ line }) => line)
}

const WORDLESS = new Set([
  ...['at', 'level', 'message', 'service', 'order', 'trace', 'span', 'request', 'method', 'path', 'status', 'ms'],
  ...['heard', 'type', 'messageId', 'version', 'error'],
])

const rest = (line: Line) =>
  Object.entries(line)
    .filter(([name, value]) => !WORDLESS.has(name) && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** What a line says, in a few words. */
export const inWords = (line: Line): string => {
  const { message, type, heard, error } = line
  const why = typeof error === 'object' && error !== null && 'message' in error ? `: ${error.message}` : ''
  if (message === 'request') {
    const asked = `${line.method} ${line.path} ${line.status} in ${line.ms} ms`
    return heard === undefined ? asked : `heard ${type}: ${heard}`
  }
  return type === undefined ? `${message}${why}` : `${message} ${type}${why}`
}

/** The story, a line each: seconds since its beginning, service, what happened, and what else the line knew. */
export const tellStory = (lines: readonly Line[]): string[] => {
  const [first] = lines
  if (!first) return []
  const begin = beginOf(first)
  return lines.map((line) => {
    const seconds = `+${Math.max(0, (beginOf(line) - begin) / 1000).toFixed(3)}`.padStart(10)
    const mark = line.level === 'error' ? '!!' : line.level === 'warn' ? '! ' : '  '
    return `${seconds} ${mark} ${(line.service ?? '').padEnd(8)}  ${inWords(line)}  ${rest(line)}`.trimEnd()
  })
}
