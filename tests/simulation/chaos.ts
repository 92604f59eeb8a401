import { parseArgs } from 'node:util'
import { whole } from './options.ts'
import { scratchPostgres } from './scratch-postgres.ts'
import { sigkill } from './sigkill.ts'

// Real processes, killed with SIGKILL under load until everybody has bought what they wanted: `--buyers N --purchases N`.

const { values } = parseArgs({
  options: {
    buyers: { type: 'string', default: '12' },
    purchases: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})

const main = async () => {
  await using postgres = await scratchPostgres()
  const started = performance.now()
  const { breaches, kills, orders, paid, logs } = await sigkill({
    ...{ postgres: postgres.url, seed: whole('seed', values.seed) },
    ...{ buyers: whole('buyers', values.buyers), purchases: whole('purchases', values.purchases) },
  })
  for (const { invariant, rows } of breaches) console.log(`BROKEN ${invariant}`, rows)
  if (breaches.length > 0) console.log(logs.split('\n').slice(-200).join('\n'))
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${kills} kills in ${seconds} s: ${orders} orders, ${paid} paid; ${breaches.length} broken`)
  return breaches.length
}

process.exit((await main()) === 0 ? 0 : 1)
