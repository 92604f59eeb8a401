/** A place in a W3C trace (https://www.w3.org/TR/trace-context/): 32 and 16 hexadecimal digits. */
export type Trace = { traceId: string; spanId: string }

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/

// A random UUID is the quickest source of hexadecimal digits there is on every runtime.
const hex = (digits: number) => crypto.randomUUID().replaceAll('-', '').slice(0, digits)

/** Continues the trace of a `traceparent` header, or starts one where there is none or it is malformed. */
export const continueTrace = (traceparent: string | null | undefined): Trace => {
  const traceId = TRACEPARENT.exec(traceparent ?? '')?.[1]
  return { traceId: traceId && !/^0+$/.test(traceId) ? traceId : hex(32), spanId: hex(16) }
}

export const traceparent = (trace: Trace) => `00-${trace.traceId}-${trace.spanId}-01`
