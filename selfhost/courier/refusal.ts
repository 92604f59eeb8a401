import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A request the courier will not serve; becomes `{"error": message}` with this status. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode
  constructor(status: ContentfulStatusCode, message: string) {
    super(message)
    this.status = status
  }
}
