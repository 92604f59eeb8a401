import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'

const VALID_SECONDS = 300

/** Signs one delivery: the destination exactly as it was published, and the bytes that are sent there. */
export type Sign = (url: string, body: Uint8Array<ArrayBuffer>) => Promise<string>

/**
 * A signer in QStash's form: JWT, HS256, the signing key's own UTF-8 bytes as the secret.
 * Issued and expires by this machine's clock, because receivers check it with theirs.
 */
export const createSign = async (signingKey: string): Promise<Sign> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(signingKey), algorithm, false, ['sign'])
  return async (url, body) => {
    const digest = await crypto.subtle.digest('SHA-256', body)
    const issuedAt = Math.floor(Date.now() / 1000)
    return new SignJWT({
      // Padded, as real tokens are; receivers strip the padding before they compare.
      body: Buffer.from(digest).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
      aud: '',
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('Upstash')
      .setSubject(url)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + VALID_SECONDS)
      .setJti(`jwt_${randomBytes(16).toString('hex')}`)
      .sign(key)
  }
}
