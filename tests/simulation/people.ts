import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import { TOKEN } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import { PUBLIC_URL } from './household.ts'

/** Somebody with an account of their own, and the token by which the services know them. */
export type Somebody = { id: Id<'account'>; name: string; token: string }

const keyPair = generateKeyPair(TOKEN.algorithm, { extractable: true })

/** What the services check tokens with. Auth itself tells and hears no messages, and takes no part in a run but by its key. */
export const publicKeys = async (): Promise<JSONWebKeySet> => ({
  keys: [{ ...(await exportJWK((await keyPair).publicKey)), kid: 'simulation', alg: TOKEN.algorithm, use: 'sig' }],
})

/** People who stay signed in as long as a run lasts. */
export const invite = async (names: readonly string[], roles: readonly string[] = []): Promise<Somebody[]> => {
  const { privateKey } = await keyPair
  return Promise.all(
    names.map(async (name) => {
      const id = newId('account')
      const token = await new SignJWT({ sid: newId('session'), name, roles })
        .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: 'simulation' })
        .setSubject(id)
        .setIssuer(PUBLIC_URL)
        .setAudience(TOKEN.audience)
        .setIssuedAt()
        .setExpirationTime('1y')
        .sign(privateKey)
      return { id, name, token }
    }),
  )
}
