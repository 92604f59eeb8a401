import { serveOnBun } from '#shared/http/bun'
import { connectPool } from '#shared/postgres/pool'
import { createApp } from './app.ts'
import { sweep } from './commands/sweep.ts'
import { connect } from './deps.ts'
import { Env } from './env.ts'
import { holdTogether } from './store/hold-queue.ts'

await serveOnBun(Env, (config) => connect(config, connectPool(config), holdTogether), createApp, sweep)
