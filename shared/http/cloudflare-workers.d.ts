/** The part of Cloudflare's own module that we use; it exists in workerd only. */
declare module 'cloudflare:workers' {
  /** An object of which there is one for each name; its methods are what may be called from elsewhere. */
  export abstract class DurableObject {
    constructor(state: unknown, env: unknown)
    protected readonly ctx: { abort(reason?: string): void }
    protected readonly env: unknown
  }
}
