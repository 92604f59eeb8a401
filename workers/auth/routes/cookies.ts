import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { cookies } from '#shared/http/session'
import { ACCESS_SECONDS } from '../access-token.ts'
import type { Entered } from '../commands/begin.ts'
import { LIFETIME } from '../link.ts'
import { WAIT_MINUTES } from '../store/second-factors.ts'

const HOST_ONLY = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** By which a browser is known that was signed in before; it opens nothing. As long as browsers keep a cookie at all. */
const DEVICE = '__Host-device'
const DEVICE_SECONDS = 400 * 24 * 60 * 60

/** By which a browser is known that has asked for an account. */
const SIGN_UP = '__Host-sign-up'

/** By which a browser is known whose password was right, and of which a code is asked as well. It opens nothing by itself. */
const SIGN_IN = '__Host-sign-in'

/** The refresh token a browser came with. */
export const presentedBy = (c: Context) => getCookie(c, cookies.refresh)

export const deviceTokenOf = (c: Context) => getCookie(c, DEVICE)

/** What was given to a browser that asked for an account. */
export const signUpOf = (c: Context) => getCookie(c, SIGN_UP)

/** What was given to a browser that has begun to sign in. */
export const signInOf = (c: Context) => getCookie(c, SIGN_IN)

/** Puts the session into the browser, out of reach of scripts. */
export const enter = (c: Context, { accessToken, refreshToken, seconds, deviceToken }: Entered) => {
  setCookie(c, cookies.access, accessToken, { ...HOST_ONLY, maxAge: Math.min(ACCESS_SECONDS, seconds) })
  setCookie(c, cookies.refresh, refreshToken, { ...HOST_ONLY, maxAge: seconds })
  if (deviceToken !== undefined) setCookie(c, DEVICE, deviceToken, { ...HOST_ONLY, maxAge: DEVICE_SECONDS })
  if (signUpOf(c) !== undefined) deleteCookie(c, SIGN_UP, HOST_ONLY)
  if (signInOf(c) !== undefined) deleteCookie(c, SIGN_IN, HOST_ONLY)
}

/** Puts in by what it is known when its mail is answered. */
export const awaitMail = (c: Context, browser: string) =>
  setCookie(c, SIGN_UP, browser, { ...HOST_ONLY, maxAge: LIFETIME['verify-email'] * 60 })

/** Puts in by what it is known when it comes with the code. */
export const awaitCode = (c: Context, begun: string) =>
  setCookie(c, SIGN_IN, begun, { ...HOST_ONLY, maxAge: WAIT_MINUTES * 60 })

/** Takes the session out again. The browser is known further on: signing out is no reason to warn of the next sign-in. */
export const leave = (c: Context) => {
  deleteCookie(c, cookies.access, HOST_ONLY)
  deleteCookie(c, cookies.refresh, HOST_ONLY)
}
