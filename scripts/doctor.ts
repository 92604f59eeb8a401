import { parseArgs } from 'node:util'
import { addressOf, readSettings } from './deploy/settings.ts'
import { envFileOf, readTarget } from './deploy/target.ts'
import { examine } from './doctor/examine.ts'
import { lineOf } from './doctor/finding.ts'

// `bun run doctor`: whether everything a store needs is there and right, and how to mend what is not. Ends with 1 if it is not.

const run = async () => {
  const { values } = parseArgs({
    options: { env: { type: 'string' }, name: { type: 'string' }, settings: { type: 'string' } },
  })
  const target = readTarget(values.env, values.name)
  const set = await readSettings({ file: values.settings, fileIfAny: envFileOf(target) })
  const findings = await examine(target, { ...set, ...addressOf(target, set) })
  const width = Math.max(...findings.map(({ about }) => about.length))
  for (const finding of findings) console.log(lineOf(finding, width))
  const bad = findings.filter(({ state }) => state === 'wrong').length
  console.log(bad === 0 ? `\n${target.name} is well.` : `\n${bad} to mend before ${target.name} can be deployed.`)
  return bad === 0 ? 0 : 1
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
