import { randomBytes } from 'node:crypto'
import { base32 } from './base32.ts'
import { hashOf } from './refresh-token.ts'

// For who has lost the telephone: each lets in once. With 120 bits of chance a plain hash is enough to keep (ASVS 6.5.2).

const CODES = 10
const BYTES = 15

/** As it is compared: without blanks and hyphens, in lower case. */
const bare = (code: string) => code.replaceAll(/[\s-]/g, '').toLowerCase()

const LETTERS = /^[a-z2-7]{24}$/

export const looksLikeRecoveryCode = (text: string) => LETTERS.test(bare(text))

/** What the database keeps instead of a code. */
export const recoveryHashOf = (code: string) => hashOf(bare(code))

const inFours = (letters: string) => letters.match(/.{4}/g)?.join('-') ?? letters

/** Ten new codes, as they are shown, once. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => inFours(base32(randomBytes(BYTES)).toLowerCase()))
