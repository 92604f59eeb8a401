import type { Trace } from '#shared/trace'

export type Level = 'info' | 'warn' | 'error'
export type Fields = Record<string, unknown>

/** Writes one JSON line an event; `fields` must hold ids, never personal data or secrets. */
export type Log = {
  (level: Level, message: string, fields?: Fields): void
  /** The same log with these fields on every line. */
  with(fields: Fields): Log
}

// Drizzle's errors quote the parameters of the failed query: addresses, names, digests of passwords.
const withoutParameters = (text: string | undefined) => text?.replace(/\nparams: [\s\S]*?(?=\n\s+at |$)/, '')

const plain = (value: unknown): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: withoutParameters(value.message),
        stack: withoutParameters(value.stack),
        cause: plain(value.cause),
      }
    : value

type Sink = (level: Level, line: string) => void

let current: Sink = (level, line) => (level === 'error' ? console.error(line) : console.log(line))

/** Sends all lines elsewhere from now on: a host that owns its process can write many at once. */
export const logTo = (sink: Sink) => {
  current = sink
}

export const createLog = (base: Fields, sink: Sink = (level, line) => current(level, line)): Log => {
  const log = (level: Level, message: string, fields: Fields = {}) => {
    const all: Fields = { at: new Date().toISOString(), level, message, ...base, ...fields }
    if (all.error instanceof Error) all.error = plain(all.error)
    sink(level, JSON.stringify(all))
  }
  return Object.assign(log, { with: (fields: Fields) => createLog({ ...base, ...fields }, sink) })
}

/** The fields by which all lines of one story are found again. */
export const traceFields = (trace: Trace): Fields => ({ trace: trace.traceId, span: trace.spanId })
