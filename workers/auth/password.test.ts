import { expect, test } from 'vitest'
import { createPasswords } from './password.ts'

const { hash, matches } = createPasswords((work) => work())

test('a password matches its own hash and no other', async () => {
  const stored = await hash('correct horse battery')
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await matches('correct horse battery', stored)).toBe(true)
  expect(await matches('correct horse battery ', stored)).toBe(false)
})

test('the same password is stored differently each time', async () => {
  expect(await hash('correct horse battery')).not.toBe(await hash('correct horse battery'))
})

// Made with Node 24; any runtime has to come to the same bytes.
test('a hash made elsewhere is read with its own costs', async () => {
  const stored = '$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$hKGWL22WtdGfIbxEPAZ06BS2bWyYKuZIKvypfAlYOWk'
  expect(await matches('correct horse battery', stored)).toBe(true)
})

test('where there is no account, no password matches and the work is the same', async () => {
  const stored = await hash('correct horse battery')
  const time = async (against: string | undefined) => {
    const times: number[] = []
    for (let i = 0; i < 5; i++) {
      const started = performance.now()
      expect(await matches('wrong horse battery', against)).toBe(false)
      times.push(performance.now() - started)
    }
    return times.sort((a, b) => a - b)[2] ?? 0
  }
  const [known, unknown] = [await time(stored), await time(undefined)]
  // Loose, because the machine is shared; a look-up that skipped the work would be a thousand times faster.
  expect(unknown / known).toBeGreaterThan(0.4)
  expect(unknown / known).toBeLessThan(2.5)
})
