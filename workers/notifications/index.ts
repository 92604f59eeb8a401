import { onCloudflare } from '#shared/http/cloudflare'
import { connectNeon } from '#shared/postgres/neon'
import { createApp } from './app.ts'
import { sweep } from './commands/sweep.ts'
import { connect } from './deps.ts'
import { Env } from './env.ts'
import { carrierByHttp } from './http-carrier.ts'

export default onCloudflare(Env, (config) => connect(config, connectNeon(config), carrierByHttp), createApp, sweep)
