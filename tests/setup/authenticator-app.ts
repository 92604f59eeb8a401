import { codeAt, stepAt } from '#workers/auth/totp'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const bytesOf = (base32: string) => {
  const bits = Array.from(base32, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** An app on a telephone that shows codes for a secret; `steps`: how far its clock is wrong, in half minutes, from `now`. */
export const authenticatorApp = (secret: string) => ({
  shows: (steps = 0, now = new Date()) => codeAt(bytesOf(secret), stepAt(now) + steps),
})
