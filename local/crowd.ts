import { importJWK, type JWK, SignJWT } from 'jose'
import { Person } from '#local/person'
import type { Secrets } from '#local/secrets'
import { TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'

export type Crowd = Person[]

/** `size` people with accounts of their own and tokens that auth could have signed. They never signed up, so auth knows none of them. */
export const crowd = async (
  // `issuer` is the store's public address, where it is not the one people are sent to.
  store: { url: string; issuer?: string; secrets: Secrets; settle(): Promise<void> },
  size: number,
): Promise<Crowd> => {
  const [jwk] = JSON.parse(store.secrets.tokenKeys) as (JWK & { kid: string })[]
  if (!jwk) throw new Error('the store has no key')
  const key = await importJWK(jwk, TOKEN.algorithm)
  return Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const name = `Buyer ${index + 1}`
      const token = await new SignJWT({ sid: newId('session'), name, roles: [] })
        .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: jwk.kid })
        .setSubject(newId('account'))
        .setIssuer(store.issuer ?? store.url)
        .setAudience(TOKEN.audience)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(key)
      return new Person(store, { name, email: `buyer-${index + 1}@example.com`, password: '' }, token)
    }),
  )
}
