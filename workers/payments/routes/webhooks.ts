import { signedBy } from '#shared/http/access'
import { traceFields } from '#shared/log'
import { continueTrace } from '#shared/trace'
import { applyStripeEvent } from '../commands/apply-stripe-event.ts'
import { verifyWebhook } from '../commands/verify-webhook.ts'
import { about, storyIn } from '../told.ts'
import { payments } from './service.ts'

/** Stripe's calls: signed over the raw body, acknowledged once kept, applied after the answer. */
export const webhookRoutes = () =>
  payments.machines().post('/stripe', signedBy('stripe'), async (c) => {
    const { deps, later } = c.var
    const event = await verifyWebhook(deps, await c.req.text(), c.req.header('stripe-signature') ?? '')
    const kept = about(event)
    const story = storyIn(event)
    const trace = story.traceparent === null ? c.var.trace : continueTrace(story.traceparent)
    c.set('trace', trace)
    c.var.about({ ...story.fields, ...traceFields(trace) })
    if (event.livemode !== deps.live) {
      // One endpoint for both would otherwise believe that play money is real.
      c.var.log('warn', 'an event of the other mode is ignored', { livemode: event.livemode })
      return c.json({ received: true })
    }
    if (await deps.stripeEvents.keep(kept)) {
      later(applyStripeEvent(deps, kept, trace).then(() => deps.outbox.nudge()))
    }
    return c.json({ received: true })
  })
