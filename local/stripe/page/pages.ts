import { type Context, Hono } from 'hono'
import type Stripe from 'stripe'
import type { Account } from '../account.ts'
import { answerChallenge, pay, type Step } from '../attempts.ts'
import { grouped, readCard } from '../cards.ts'
import { nameOf } from '../methods.ts'
import type { BankMethod, Checkout, Means } from '../state.ts'
import { type Html, pageHeaders } from './layout.ts'
import { bankPage, challengePage, closedPage, notFoundPage, staleChallengePage } from './notices.ts'
import { type Fields, fieldNames, type Problems, payPage, titleOf, totalOf } from './pay-page.ts'

export type PagesOptions = {
  account: Account
  catchUp(): void
  sendFirst(events: string[]): Promise<void>
}

const textOf = (form: FormData, name: string) => {
  const value = form.get(name)
  return typeof value === 'string' ? value.slice(0, 500) : ''
}

const readFields = (form: FormData): Fields => {
  const [email, number, expiry, cvc, name] = fieldNames.map((field) => textOf(form, field))
  return { email: email ?? '', number: number ?? '', expiry: expiry ?? '', cvc: cvc ?? '', name: name ?? '' }
}

/** What the page knows before anything is typed; a card is never among it. */
const knownFields = (session: Stripe.Checkout.Session, { buyer }: Checkout): Fields => ({
  email: session.customer_email ?? buyer?.email ?? '',
  number: '',
  expiry: '',
  cvc: '',
  name: buyer?.name ?? '',
})

const lastRefusal = ({ state }: Account, session: Stripe.Checkout.Session) => {
  const intent = state.paymentIntents.get(String(session.payment_intent))
  return intent?.status === 'requires_payment_method' && intent.last_payment_error?.message
    ? `${intent.last_payment_error.message} You were not charged; you can try another card.`
    : null
}

const problemsOf = (fields: Fields, read: ReturnType<typeof readCard>) => {
  const problems: Problems = {}
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(fields.email.trim()))
    problems.email = 'Enter an email address, like name@example.com.'
  if (fields.name.trim() === '') problems.name = 'Enter the name as it stands on the card.'
  if ('problems' in read) for (const { field, message } of read.problems) problems[field] = message
  return problems
}

export const createPages = ({ account, catchUp, sendFirst }: PagesOptions) => {
  const app = new Hono()
  const { state } = account

  const show = async (c: Context, page: Html, status: 200 | 404 | 409 | 422 = 200) =>
    c.html(await page, status, pageHeaders)

  const follow = (c: Context, step: Step, session: string) => {
    switch (step.to) {
      case 'store':
        return c.redirect(step.url, 303)
      case 'challenge':
        return c.redirect(`/3ds/${step.id}`, 303)
      case 'form':
        return c.redirect(`/pay/${session}`, 303)
      case 'closed':
        return show(c, closedPage(step.session), 409)
    }
  }

  const find = (id: string) => {
    catchUp()
    const session = state.sessions.get(id)
    const checkout = state.checkouts.get(id)
    return session && checkout ? { session, checkout } : null
  }

  app.get('/pay/:session', (c) => {
    const found = find(c.req.param('session'))
    if (!found) return show(c, notFoundPage(), 404)
    const { session, checkout } = found
    if (session.status !== 'open') return show(c, closedPage(session))
    return show(c, payPage(session, checkout, knownFields(session, checkout), {}, lastRefusal(account, session)))
  })

  app.post('/pay/:session', async (c) => {
    const form = await c.req.formData()
    const found = find(c.req.param('session'))
    if (!found) return show(c, notFoundPage(), 404)
    const { session, checkout } = found
    if (session.status !== 'open') return show(c, closedPage(session), 409)
    const typed = readFields(form)
    const fields = { ...typed, email: session.customer_email ?? typed.email }

    const go = async (means: Means) => {
      const buyer = { email: fields.email.trim(), name: fields.name.trim() }
      const { events, outcome } = account.during(null, () => pay(account, session, checkout, means, buyer))
      await sendFirst(events)
      return follow(c, outcome(), session.id)
    }

    const fill = textOf(form, 'fill')
    if (fill !== '') {
      const expiry = `12 / ${String(new Date(account.now() * 1000).getUTCFullYear() + 3).slice(-2)}`
      return show(c, payPage(session, checkout, { ...fields, number: grouped(fill), expiry, cvc: '123' }))
    }

    const bank = checkout.methods.find((method): method is BankMethod => method === textOf(form, 'method'))
    if (bank) {
      const { email, name } = problemsOf(fields, { problems: [] })
      if (email || name)
        return show(
          c,
          payPage(session, checkout, { ...fields, cvc: '' }, { ...(email && { email }), ...(name && { name }) }),
          422,
        )
      return go({ type: bank })
    }

    const read = readCard(fields, account.now())
    const problems = problemsOf(fields, read)
    if (!('card' in read) || Object.keys(problems).length > 0)
      return show(c, payPage(session, checkout, { ...fields, cvc: '' }, problems), 422)

    return go({ type: 'card', card: read.card })
  })

  app.get('/3ds/:challenge', (c) => {
    catchUp()
    const challenge = state.challenges.get(c.req.param('challenge'))
    const found = challenge && find(challenge.session)
    if (!found) return show(c, staleChallengePage(), 404)
    const { session, checkout } = found
    if (session.status !== 'open') return show(c, closedPage(session))
    const seller = checkout.seller ?? titleOf(checkout)
    const { means } = challenge
    return show(
      c,
      means.type === 'card'
        ? challengePage(totalOf(session), seller, means.card.number.slice(-4))
        : bankPage(totalOf(session), seller, nameOf[means.type], means.type === 'sepa_debit'),
    )
  })

  app.post('/3ds/:challenge', async (c) => {
    const form = await c.req.formData()
    catchUp()
    const id = c.req.param('challenge')
    const session = state.challenges.get(id)?.session ?? ''
    const { events, outcome } = account.during(null, () =>
      answerChallenge(account, id, textOf(form, 'outcome') === 'complete'),
    )
    await sendFirst(events)
    const step = outcome()
    return step ? follow(c, step, session) : show(c, staleChallengePage(), 404)
  })

  return app
}
