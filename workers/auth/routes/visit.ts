import type { Context, MiddlewareHandler } from 'hono'
import type { ServiceEnv } from '#shared/http/service'
import type { Visit } from '../commands/begin.ts'
import type { Deps } from '../deps.ts'
import { deviceOf } from '../device.ts'
import { deviceTokenOf, presentedBy } from './cookies.ts'

type C = Context<ServiceEnv<Deps>>

/** What a browser comes with. */
export const visitOf = (c: C): Visit => ({
  presented: presentedBy(c),
  deviceToken: deviceTokenOf(c),
  device: deviceOf(c.req.header('user-agent')),
  trace: c.var.trace,
})

/** Whoever guesses from one place is counted there. Only Cloudflare's own header names the caller, see the gateway. */
export const limitedByAddress = (): MiddlewareHandler<ServiceEnv<Deps>> => async (c, next) => {
  await c.var.deps.admit.address(c.req.header('cf-connecting-ip'))
  await next()
}

/** After the answer, what was told goes out. */
export const tellLater = (c: C) => c.var.later(c.var.deps.outbox.nudge())
