import { Problem } from '#shared/http/problem'
import { traceFields } from '#shared/log'
import { continueTrace } from '#shared/trace'
import { about, applyStripeEvent, storyIn } from '../commands/apply-stripe-event.ts'
import { payments } from './service.ts'

/** Stripe's calls: signed over the raw body, acknowledged once kept, applied after the answer. */
export const webhookRoutes = () =>
  payments.machines().post('/stripe', async (c) => {
    const { deps, later } = c.var
    const body = await c.req.text()
    const signature = c.req.header('stripe-signature') ?? ''
    const event = await deps.stripe.webhooks.constructEventAsync(body, signature, deps.webhookSecret).catch(() => {
      throw new Problem('bad-signature')
    })
    const kept = about(event)
    const story = storyIn(event)
    const trace = story.traceparent === null ? c.var.trace : continueTrace(story.traceparent)
    c.set('trace', trace)
    c.var.about({ ...story.fields, ...traceFields(trace) })
    if (await deps.stripeEvents.keep(kept)) {
      later(applyStripeEvent(deps, kept, trace).then(() => deps.outbox.nudge()))
    }
    return c.json({ received: true })
  })
