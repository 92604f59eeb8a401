import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSeals } from './seals.ts'

const key = () => randomBytes(32).toString('base64url')
const secret = new Uint8Array(randomBytes(20))
const old = key()
const seals = createSeals([old])

test('what is sealed is opened again, and is another text each time', async () => {
  const [one, another] = [await seals.seal(secret, 'acc_1'), await seals.seal(secret, 'acc_1')]
  expect(one).not.toBe(another)
  expect(one).toMatch(/^[\w-]{8}\.[\w-]{16}\.[\w-]{48}$/)
  expect(one).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 12))
  expect(await seals.open(one, 'acc_1')).toEqual(secret)
})

test('neither another’s row, nor another key, nor one letter changed opens it', async () => {
  const sealed = await seals.seal(secret, 'acc_1')
  expect(await seals.open(sealed, 'acc_2')).toBeUndefined()
  expect(await createSeals([key()]).open(sealed, 'acc_1')).toBeUndefined()
  for (const at of [10, 30, sealed.length - 2]) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(await seals.open(changed, 'acc_1')).toBeUndefined()
  }
  for (const text of ['', '.', '..', sealed.slice(0, 20)]) expect(await seals.open(text, 'acc_1')).toBeUndefined()
})

test('a new key seals from now on, and the old one still opens, while it is named', async () => {
  const sealed = await seals.seal(secret, 'acc_1')
  const both = createSeals([key(), old])
  expect(await both.open(sealed, 'acc_1')).toEqual(secret)
  const anew = await both.seal(secret, 'acc_1')
  expect(anew.startsWith(`${both.newest}.`)).toBe(true)
  expect(await seals.open(anew, 'acc_1')).toBeUndefined()
})
