import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { cookies } from '#shared/http/session'
import { ACCESS_SECONDS } from '../access-token.ts'
import type { Entered } from '../commands/begin.ts'

const HOST_ONLY = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** The refresh token a browser came with. */
export const presentedBy = (c: Context) => getCookie(c, cookies.refresh)

/** Puts the session into the browser, out of reach of scripts. */
export const enter = (c: Context, { accessToken, refreshToken, seconds }: Entered) => {
  setCookie(c, cookies.access, accessToken, { ...HOST_ONLY, maxAge: Math.min(ACCESS_SECONDS, seconds) })
  setCookie(c, cookies.refresh, refreshToken, { ...HOST_ONLY, maxAge: seconds })
}

/** Takes it out again. */
export const leave = (c: Context) => {
  deleteCookie(c, cookies.access, HOST_ONLY)
  deleteCookie(c, cookies.refresh, HOST_ONLY)
}
