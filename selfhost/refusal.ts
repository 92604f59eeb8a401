import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A request that is not served; becomes `{"error": message}` with this status. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode
  constructor(status: ContentfulStatusCode, message: string) {
    super(message)
    this.status = status
  }
}
