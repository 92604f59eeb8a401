import { createHmac, createPrivateKey, type JsonWebKey, sign } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'

/** Enough that a run seldom meets a buyer of the run before: what a service remembers of them is then its own doing. */
const BUYERS = 60_000

/** As long as the longest bench: nothing here is about tokens that end. */
const HOURS = 12

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const SESSIONS = 5000

/** Writes a token a line for the stand-ins, whose sessions are signed with a shared secret. */
export const writeSessions = async (file: string, secret: string) => {
  const header = base64url({ alg: 'HS256', typ: 'JWT' })
  const iat = Math.floor(Date.now() / 1000)
  const tokens = Array.from({ length: SESSIONS }, (_, index) => {
    const said = `${header}.${base64url({ id: index + 1, email: `buyer-${index + 1}@example.com`, iat, exp: iat + HOURS * 3600 })}`
    return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`
  })
  await writeFile(file, tokens.join('\n'))
}

/** Writes a token a line, signed with the store's key as auth would sign them. */
export const writeBuyers = async (file: string, tokenKeys: string, issuer: string) => {
  const [jwk] = JSON.parse(tokenKeys) as (JsonWebKey & { kid: string })[]
  if (!jwk) throw new Error('there is no key to sign with')
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const header = base64url({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: jwk.kid })
  const iat = Math.floor(Date.now() / 1000)
  const common = { iss: issuer, aud: TOKEN.audience, iat, exp: iat + HOURS * 3600, roles: [] }
  const tokens = Array.from({ length: BUYERS }, (_, index) => {
    const claims = { ...common, sub: newId('account'), sid: newId('session'), name: `Buyer ${index + 1}` }
    const said = `${header}.${base64url(claims)}`
    return `${said}.${sign(null, Buffer.from(said), key).toString('base64url')}`
  })
  await writeFile(file, tokens.join('\n'))
}
