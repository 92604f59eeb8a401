import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../deploy/command.ts'
import { root } from '../deploy/target.ts'
import { type Finding, well, wrong } from './finding.ts'

type Manifest = { packageManager: string; devDependencies: Record<string, string> }

const OLDEST_NODE = [22, 12] as const

const nodeFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
  return isOld
    ? wrong(
        'node',
        `${version}; Wrangler needs ${OLDEST_NODE.join('.')}`,
        'run it as `bun run doctor`, which brings its own Node',
      )
    : well('node', version)
}

const versionOf = (program: string) =>
  command(program, ['--version']).then(
    ({ code, out }) => (code === 0 ? /\d+\.\d+\.\d+/.exec(out)?.[0] : undefined),
    () => undefined,
  )

/** The programs, held against what package.json asks for. */
export const versions = async (node = process.versions.node): Promise<Finding[]> => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest
  const [bun, wrangler] = await Promise.all([versionOf('bun'), versionOf('wrangler')])
  const wantedBun = manifest.packageManager.replace('bun@', '')
  const wantedWrangler = manifest.devDependencies.wrangler
  return [
    nodeFinding(node),
    bun === undefined || bun === wantedBun
      ? well('bun', bun ?? `not on PATH; npx --yes bun@${wantedBun} does the same`)
      : wrong('bun', `${bun} instead of ${wantedBun}`, `use npx --yes bun@${wantedBun}`),
    wrangler === wantedWrangler
      ? well('wrangler', wrangler ?? '')
      : wrong(
          'wrangler',
          `${wrangler ?? 'not there'} instead of ${wantedWrangler}`,
          'run bun install --frozen-lockfile',
        ),
  ]
}
