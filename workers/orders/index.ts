import { DurableObject } from 'cloudflare:workers'
import { onCloudflare } from '#shared/http/cloudflare'
import { connectNeon } from '#shared/postgres/neon'
import { createApp } from './app.ts'
import { sweep } from './commands/sweep.ts'
import { connect } from './deps.ts'
import { Env } from './env.ts'
import { gatherer, holdGathered } from './gather.ts'
import type { HoldRequest } from './store/orders.ts'

export default onCloudflare(Env, (env) => connect(env, connectNeon(env), holdGathered(env)), createApp, sweep)

/** Where holds for one event meet, if there is a binding GATHERERS. */
export class Gatherer extends DurableObject {
  #hold = gatherer(connectNeon(Env.parse(this.env)))
  hold(request: HoldRequest) {
    return this.#hold(request)
  }
}
