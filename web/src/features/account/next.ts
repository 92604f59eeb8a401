/** Pages for who is not signed in, or for a link from a mail: nobody wants to go there once they are. */
const ENTERING = /^\/(sign-in|sign-up|reset-password|verify-email|change-email|deleted)(?=[/?#]|$)/

/** Where to go after signing in: only ever a page of ours, never an address that begins on another site. */
export const safeNext = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])/.test(next) && !/[\p{Cc}\\]/u.test(next) && !ENTERING.test(next) ? next : '/'
