import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { accountQuery } from './auth.ts'
import { auth, ok } from './client.ts'
import { refreshSession } from './refresh.ts'

export const factorQuery = queryOptions({
  queryKey: ['account', 'second-factor'],
  queryFn: async ({ signal }) => (await ok(auth['second-factor'].$get({}, { init: { signal } }))).standing,
})

/** A secret for an app, as text to type and as what a QR code says. */
export const offerFactor = () => ok(auth['second-factor'].$post())
export type OfferedFactor = Awaited<ReturnType<typeof offerFactor>>

/** Adds the app that shows this code; returns recovery codes, for the only time. */
export const addFactor = async (code: string) =>
  (await ok(auth['second-factor'].confirm.$post({ json: { code } }))).recoveryCodes

export const renewRecoveryCodes = async () => (await ok(auth['second-factor']['recovery-codes'].$post())).recoveryCodes

export const removeFactor = () => ok(auth['second-factor'].$delete())

/**
 * After a change of how one signs in: account, app and passkeys are asked for again. A session that has proved more than before
 * may have roles it had not; they come with its next token.
 */
export const useFactorChanged = () => {
  const queryClient = useQueryClient()
  return async () => {
    const isWithheld = queryClient.getQueryData(accountQuery.queryKey)?.withheld.length
    if (isWithheld) await refreshSession().catch(() => false)
    await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
  }
}
