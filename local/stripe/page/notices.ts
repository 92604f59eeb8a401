import { html } from 'hono/html'
import type Stripe from 'stripe'
import { layout } from './layout.ts'

const way = (url: string | null) => (url ? html`<p><a href="${url}">Back to the store</a></p>` : '')

/** The page of a session that cannot be paid any more. */
export const closedPage = (session: Stripe.Checkout.Session) =>
  session.status === 'complete'
    ? layout(
        'Already completed',
        html`<div class="card"><h1>This checkout is already complete</h1>
<p>Your card was accepted, and nothing more is needed here.</p>
${way(session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id) ?? null)}</div>`,
        'narrow',
      )
    : layout(
        'Checkout expired',
        html`<div class="card"><h1>This checkout has expired</h1>
<p>Nothing was charged. To try again, start over at the store.</p>${way(session.cancel_url)}</div>`,
        'narrow',
      )

export const notFoundPage = () =>
  layout(
    'Not found',
    html`<div class="card"><h1>There is no such checkout</h1>
<p>The address may be incomplete. Go back to the store and follow its link again.</p></div>`,
    'narrow',
  )

/** The bank's question. */
export const challengePage = (amount: string, seller: string, last4: string) =>
  layout(
    '3-D Secure test page',
    html`<div class="card"><h1>Confirm it is you</h1>
<p>Your bank asks you to confirm <strong>${amount}</strong> for ${seller} with the card ending in ${last4}.</p>
<p class="soft">On this test page you choose the answer.</p>
<form method="post">
<button class="main" name="outcome" value="complete">Complete authentication</button>
<button class="other" name="outcome" value="fail">Fail authentication</button>
</form></div>`,
    'narrow',
  )

/** The bank of a buyer who pays from an account. */
export const bankPage = (amount: string, seller: string, method: string, takesDays: boolean) =>
  layout(
    `${method} test page`,
    html`<div class="card"><h1>Pay with ${method}</h1>
<p>Confirm the payment of <strong>${amount}</strong> to ${seller}.</p>
<p class="soft">On this test page you choose the answer.${
      takesDays ? ' Whether a debit succeeds is known some days later.' : ''
    }</p>
<form method="post">
<button class="main" name="outcome" value="complete">Authorise the payment</button>
<button class="other" name="outcome" value="fail">Refuse the payment</button>
</form></div>`,
    'narrow',
  )

export const staleChallengePage = () =>
  layout(
    'Nothing to confirm',
    html`<div class="card"><h1>There is nothing to confirm any more</h1>
<p>This question was answered, or a newer one took its place. Continue on the page of the store.</p></div>`,
    'narrow',
  )
