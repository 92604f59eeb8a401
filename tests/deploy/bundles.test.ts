import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { expect, inject, test } from 'vitest'
import { workerNames } from '../../scripts/deploy/workers.ts'

// What Cloudflare counts is what is uploaded, compressed; source maps are kept beside it.
const BUDGET = 1024 * 1024

const sizes = async (name: string) => {
  const folder = join(inject('workers'), name)
  const files = (await readdir(folder)).filter((file) => !/\.map$|^README/.test(file))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file))))
  const compressed = await Promise.all(texts.map((text) => promisify(gzip)(text)))
  const sum = (all: Buffer[]) => all.reduce((total, { byteLength }) => total + byteLength, 0)
  return { raw: sum(texts), gzip: sum(compressed) }
}

const kib = (bytes: number) => `${Math.round(bytes / 1024)} KiB`.padStart(9)

test.each(workerNames())('%s is at most 1 MiB, compressed', async (name) => {
  const { raw, gzip: compressed } = await sizes(name)
  console.log(`${name.padEnd(9)} ${kib(raw)}, compressed ${kib(compressed)}`)
  expect(compressed).toBeGreaterThan(0)
  expect(compressed).toBeLessThanOrEqual(BUDGET)
})

test('SMTP is for Bun alone: nothing of it is uploaded', async () => {
  const folder = join(inject('workers'), 'notifications')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js'))
  const text = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join()
  expect(text).toContain('idempotency-key')
  expect(text).not.toMatch(/nodemailer|STARTTLS/)
})
