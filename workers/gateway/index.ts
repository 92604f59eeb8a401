import { onCloudflare } from '#shared/http/cloudflare'
import { createApp } from './app.ts'
import { connect } from './deps.ts'
import { Env } from './env.ts'
import { sweep } from './sweep.ts'

export default onCloudflare(Env, connect, createApp, sweep)
