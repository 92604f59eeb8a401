import { parseArgs } from 'node:util'
import { readSettings } from './deploy/settings.ts'
import { makeKeys } from './keys/make.ts'
import { rotateCourier, rotateTokens } from './keys/rotate.ts'
import { type Format, formats, writeKeys } from './keys/write.ts'

// `bun run keys`: makes the secrets of an installation, and takes its keys one step further. They go to standard output
// and nowhere else; what people should know goes to standard error.

const USAGE = `bun run keys [--self-hosted] [--format ${formats.join('|')}] > .env.production
bun run keys rotate [tokens|courier] [--settings .env.production] [--format …]

Makes every secret that no vendor gives: the services' database passwords, the key of access tokens, the refresh key,
the internal token; with --self-hosted also the courier's and the redis-bridge's.`

const run = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'env' },
      'self-hosted': { type: 'boolean', default: false },
      settings: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const format = formats.find((known) => known === values.format) as Format | undefined
  const [command, what = 'tokens'] = positionals
  const known = command === undefined || (command === 'rotate' && ['tokens', 'courier'].includes(what))
  if (values.help || !format || !known) {
    console.error(USAGE)
    return values.help ? 0 : 2
  }
  if (command === undefined) {
    process.stdout.write(writeKeys(await makeKeys({ selfHosted: values['self-hosted'] }), format))
    return 0
  }
  const given = await readSettings({ file: values.settings })
  const { keys, next } = what === 'tokens' ? await rotateTokens(given) : rotateCourier(given)
  process.stdout.write(writeKeys(keys, format))
  console.error(next)
  return 0
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
