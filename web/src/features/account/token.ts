import { redirect } from '@tanstack/react-router'

type Page = '/verify-email' | '/change-email' | '/reset-password'

const kept = new Map<Page, string>()

/**
 * Takes the token of a mailed link out of the address, before anything is drawn or asked for: an address is kept by the
 * browser, shown to who looks over a shoulder, and sent along. Here it is kept until the page is left for good.
 */
export const takeToken = (page: Page, token: string | undefined): void => {
  if (token === undefined) return
  kept.set(page, token)
  throw redirect({ to: page, search: {}, replace: true })
}

export const tokenOf = (page: Page): string | undefined => kept.get(page)

/** It was used, or is of no use. */
export const dropToken = (page: Page): void => {
  kept.delete(page)
}
