import { spawnSync } from 'node:child_process'
import { bun } from '#local/on-bun'
import { ignored } from './audit/ignored.ts'
import { judge, Report } from './audit/judge.ts'
import { deployed } from './packages/deployed.ts'
import { home, read } from './packages/installed.ts'

// `bun run audit`: what the registry knows to be wrong with what is installed. Ends with 1 for what is serious and deployed, and
// when the registry cannot be asked: an audit that saw nothing must not look like one that found nothing.

const { status, stdout, stderr } = spawnSync(bun(), ['audit', '--json'], { cwd: home, encoding: 'utf8' })

const parsed = () => {
  try {
    return Report.safeParse(JSON.parse(stdout)).data
  } catch {
    return undefined
  }
}
const report = parsed()
// Bun says 1 where it has found something, and where it could not ask.
if (!report || (status !== 0 && Object.keys(report).length === 0)) {
  console.error(`the registry could not be asked: ${(stderr || stdout).trim().slice(0, 500)}`)
  process.exit(1)
}
const names = new Set([...deployed()].map((folder) => read(folder).name))
const { wrong, known } = judge(report, { deployed: names, ignored, today: new Date().toISOString().slice(0, 10) })
for (const line of known) console.log(line)
for (const line of wrong) console.error(line)
console.log(wrong.length === 0 ? 'nothing serious is known of what is deployed' : `${wrong.length} to mend`)
process.exitCode = wrong.length === 0 ? 0 : 1
