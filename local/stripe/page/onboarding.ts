import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Account } from '../account.ts'
import { furtherQuestions, getRecipient, setStanding, transfersOf } from '../recipients.ts'
import type { Onboarding } from '../state.ts'
import { type Html, layout, pageHeaders } from './layout.ts'

export type OnboardingOptions = {
  account: Account
  catchUp(): void
  sendFirst(events: string[]): Promise<void>
}

const onboardingPage = (account: Account, link: Onboarding) => {
  const recipient = getRecipient(account, link.account)
  const field = (id: string, label: string, value: string) =>
    html`<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${id}" value="${value}"></div>`
  return layout(
    'Set up payouts',
    html`<section aria-label="About this page"><p class="seller">Payouts with Stripe, as a test</p>
<h1>Tell us where your money goes</h1>
<p class="soft">Nothing here is checked or kept: on this test page you choose how it ends.</p>
<p class="soft">Account ${recipient.id} is ${transfersOf(recipient)?.status ?? 'without transfers'}.</p></section>
<form class="card" method="post"><h2>Your details</h2>
${field('name', 'Name', recipient.display_name ?? 'Test Seller')}
${field('email', 'Email', recipient.contact_email ?? 'seller@example.com')}
${field('country', 'Country', (recipient.identity?.country ?? 'DE').toUpperCase())}
${field('iban', 'Bank account', 'DE89 3704 0044 0532 0130 00')}
<button class="main" name="outcome" value="finish">Agree and finish</button>
<button class="other" name="outcome" value="review">Finish, and let Stripe check first</button>
<button class="other" name="outcome" value="restrict">Finish, and Stripe needs more</button>
<button class="other" name="outcome" value="leave">Leave without finishing</button>
</form>`,
  )
}

const gonePage = () =>
  layout(
    'Nothing to set up',
    html`<div class="card"><h1>This link does not lead anywhere</h1>
<p>Go back to the store and start again from there.</p></div>`,
    'narrow',
  )

export const createOnboarding = ({ account, catchUp, sendFirst }: OnboardingOptions) => {
  const app = new Hono()
  const show = async (c: Context, page: Html, status: 200 | 404 = 200) => c.html(await page, status, pageHeaders)

  app.get('/onboarding/:link', async (c) => {
    catchUp()
    const link = account.state.onboardings.get(c.req.param('link'))
    if (!link) return show(c, gonePage(), 404)
    // A link opens once; the store is asked for another.
    if (link.used || link.expiresAt <= account.now()) return c.redirect(link.refreshUrl, 303)
    link.used = true
    return show(c, onboardingPage(account, link))
  })

  app.post('/onboarding/:link', async (c) => {
    const form = await c.req.formData()
    catchUp()
    const link = account.state.onboardings.get(c.req.param('link'))
    if (!link) return show(c, gonePage(), 404)
    const { events, outcome } = account.during(null, () => {
      switch (form.get('outcome')) {
        case 'finish':
          return void setStanding(account, link.account, 'active')
        case 'review':
          return void setStanding(account, link.account, 'pending', furtherQuestions)
        case 'restrict':
          return void setStanding(account, link.account, 'restricted', furtherQuestions)
      }
    })
    await sendFirst(events)
    outcome()
    link.used = true
    return c.redirect(link.returnUrl, 303)
  })

  return app
}
