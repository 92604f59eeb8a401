import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'

/** Enough that a run seldom meets a buyer of the run before: what a service remembers of them is then its own doing. */
const BUYERS = 60_000

/** As long as the longest bench: nothing here is about tokens that end. */
const HOURS = 12

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

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
