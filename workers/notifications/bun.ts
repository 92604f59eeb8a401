import { serveOnBun } from '#shared/http/bun'
import { connectPool } from '#shared/postgres/pool'
import { createApp } from './app.ts'
import { sweep } from './commands/sweep.ts'
import { connect } from './deps.ts'
import { SelfHostedEnv } from './env.ts'
import { carrierBySmtp } from './smtp-carrier.ts'

await serveOnBun(SelfHostedEnv, (config) => connect(config, connectPool(config), carrierBySmtp), createApp, sweep)
