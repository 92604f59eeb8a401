/** A place in a W3C trace (https://www.w3.org/TR/trace-context/): 32 and 16 hexadecimal digits. */
export type Trace = { traceId: string; spanId: string }

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Continues the trace of a `traceparent` header, or starts one where there is none or it is malformed. */
export const continueTrace = (traceparent: string | null | undefined): Trace => {
  const traceId = TRACEPARENT.exec(traceparent ?? '')?.[1]
  return { traceId: traceId && !/^0+$/.test(traceId) ? traceId : hex(16), spanId: hex(8) }
}

export const traceparent = (trace: Trace) => `00-${trace.traceId}-${trace.spanId}-01`
