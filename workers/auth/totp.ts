import { createHmac, timingSafeEqual } from 'node:crypto'
import { base32 } from './base32.ts'

// Codes that change with time (RFC 6238), as authenticator apps make them: SHA-1, six digits, thirty seconds. Other values are
// in the standard, and apps that show wrong codes for them.

const STEP_SECONDS = 30
const DIGITS = 6

/** As long as the hash it goes into (RFC 4226, 4). */
export const SECRET_BYTES = 20

/** How many steps a telephone's clock may be wrong, either way. */
const DRIFT = 1

export const stepAt = (now: Date) => Math.floor(now.getTime() / 1000 / STEP_SECONDS)

/** The code of one step. */
export const codeAt = (secret: Uint8Array, step: number, digits = DIGITS): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step that a code is of, if it is one of now that comes after `last`, the newest that was used; else undefined. */
export const stepOf = (secret: Uint8Array, code: string, now: Date, last: number): number | undefined => {
  const current = stepAt(now)
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, i) => current - DRIFT + i).filter((step) => step > last)
  const given = Buffer.from(code)
  return steps.find((step) => given.length === DIGITS && timingSafeEqual(given, Buffer.from(codeAt(secret, step))))
}

/** What a QR code says to an app: whose secret it is and of which store. */
export const totpUri = (secret: Uint8Array, email: string) => {
  const name = `${encodeURIComponent('Holdfast')}:${encodeURIComponent(email)}`
  return `otpauth://totp/${name}?secret=${base32(secret)}&issuer=Holdfast&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`
}
