import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import type { Turns } from './turns.ts'

// 16 MiB and some 70 ms a hash. More memory would be better against guessing, but an isolate has 128 MiB for everybody.
const COST = { ln: 14, r: 8, p: 5 }
const SALT_BYTES = 16
const HASH_BYTES = 32

type Stored = { ln: number; r: number; p: number; salt: Buffer; hash: Buffer }

const derive = (password: string, salt: Buffer, { ln, r, p }: { ln: number; r: number; p: number }) => {
  const N = 2 ** ln
  // The memory scrypt needs, and half as much again: the default limit is below it.
  const options: ScryptOptions = { N, r, p, maxmem: 192 * N * r }
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const b64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

// The PHC string format: the costs stand beside each hash, so that they can rise without breaking what is stored.
const write = ({ ln, r, p, salt, hash }: Stored) => `$scrypt$ln=${ln},r=${r},p=${p}$${b64(salt)}$${b64(hash)}`

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,})\$([A-Za-z0-9+/]{43})$/

const read = (text: string): Stored => {
  const [, ln, r, p, salt, hash] = PHC.exec(text) ?? []
  if (salt === undefined || hash === undefined)
    throw new Error('a stored password hash is not in the PHC string format')
  return {
    ln: Number(ln),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

export type Passwords = {
  hash(password: string): Promise<string>
  /** Whether this is the password behind `hash`; takes as long, and says no, where there is no hash. */
  matches(password: string, hash: string | undefined): Promise<boolean>
}

/**
 * Passwords are hashed as they are typed, byte for byte. `turn` bounds how many are hashed at once; `cost` is what new ones cost,
 * as production has it where nothing else is said.
 */
export const createPasswords = (turn: Turns, cost: typeof COST = COST): Passwords => {
  // Costs exactly what a real one costs, so that the time to refuse does not say whether there is an account.
  const nobodys = write({ ...cost, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) })
  return {
    hash: (password) =>
      turn(async () => {
        const salt = randomBytes(SALT_BYTES)
        return write({ ...cost, salt, hash: await derive(password, salt, cost) })
      }),
    matches: (password, hash) =>
      turn(async () => {
        const stored = read(hash ?? nobodys)
        const same = timingSafeEqual(await derive(password, stored.salt, stored), stored.hash)
        return same && hash !== undefined
      }),
  }
}
