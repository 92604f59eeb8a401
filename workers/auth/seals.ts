import { createHash } from 'node:crypto'

// What the database keeps of secrets that have to be read again: nothing that anybody can read who has only the database.

const LABEL = new TextEncoder().encode('holdfast: secrets of second factors, 1')
const IV_BYTES = 12

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

export type Seals = {
  /** `about` is what it belongs to: moved to another row, it does not open. */
  seal(secret: Uint8Array, about: string): Promise<string>
  /** The secret; undefined where none of the keys opens it, or it is about something else. */
  open(sealed: string, about: string): Promise<Uint8Array | undefined>
  /** By what begins whatever the newest key has sealed. */
  readonly newest: string
}

/** A key of its own for this one purpose (HKDF, RFC 5869): whoever learns one of the two has not got the other. */
const derive = async (secret: string) => {
  const whole = await crypto.subtle.importKey('raw', Buffer.from(secret, 'base64url'), 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: LABEL }
  return crypto.subtle.deriveKey(how, whole, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** Says which key it was, and nothing about it. */
const nameOf = (secret: string) => createHash('sha256').update(LABEL).update(secret).digest('base64url').slice(0, 8)

/**
 * AES-256-GCM with keys derived from `secrets` (base64url): `<key's name>.<iv>.<ciphertext and tag>`. The first seals, all open,
 * so that secrets can follow one another.
 */
export const createSeals = (secrets: readonly [string, ...string[]]): Seals => {
  // Derived anew each time, some tenths of a millisecond: on Workers one request may not wait for another's promise.
  const [newest] = secrets
  const bound = (iv: Uint8Array<ArrayBuffer>, about: string) => ({
    ...{ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(about) },
  })
  return {
    newest: nameOf(newest),
    seal: async (secret, about) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const sealed = await crypto.subtle.encrypt(bound(iv, about), await derive(newest), new Uint8Array(secret))
      return [nameOf(newest), b64(iv), b64(new Uint8Array(sealed))].join('.')
    },
    open: async (sealed, about) => {
      const [name, iv = '', content = ''] = sealed.split('.')
      const key = secrets.find((secret) => nameOf(secret) === name)
      if (key === undefined) return undefined
      const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
      const opened = crypto.subtle.decrypt(bound(bytes(iv), about), await derive(key), bytes(content))
      return opened.then(
        (plain) => new Uint8Array(plain),
        () => undefined,
      )
    },
  }
}
