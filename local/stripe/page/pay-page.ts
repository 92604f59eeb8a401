import { html } from 'hono/html'
import type Stripe from 'stripe'
import { grouped, hintedCards } from '../cards.ts'
import { formatAmount } from '../currencies.ts'
import { nameOf } from '../methods.ts'
import type { Checkout } from '../state.ts'
import { layout } from './layout.ts'

export const fieldNames = ['email', 'number', 'expiry', 'cvc', 'name'] as const
export type FieldName = (typeof fieldNames)[number]
export type Fields = Record<FieldName, string>
export type Problems = Partial<Record<FieldName, string>>

export const titleOf = (checkout: Checkout) => {
  const [first, ...more] = checkout.lineItems
  const name = first?.description ?? 'Your order'
  return more.length > 0 ? `${name} and ${more.length} more` : name
}

export const totalOf = (session: Stripe.Checkout.Session) =>
  formatAmount(session.amount_total ?? 0, session.currency ?? '')

const inputs: Record<FieldName, { label: string; type: string; autocomplete: string; mode: string; hint: string }> = {
  email: { label: 'Email', type: 'email', autocomplete: 'email', mode: 'email', hint: '' },
  number: {
    label: 'Card number',
    type: 'text',
    autocomplete: 'cc-number',
    mode: 'numeric',
    hint: '1234 1234 1234 1234',
  },
  expiry: { label: 'Expiry', type: 'text', autocomplete: 'cc-exp', mode: 'numeric', hint: 'MM / YY' },
  cvc: { label: 'CVC', type: 'text', autocomplete: 'cc-csc', mode: 'numeric', hint: '123' },
  name: { label: 'Name on card', type: 'text', autocomplete: 'cc-name', mode: 'text', hint: '' },
}

export const payPage = (
  session: Stripe.Checkout.Session,
  checkout: Checkout,
  fields: Fields,
  problems: Problems = {},
  notice: string | null = null,
) => {
  const firstWrong = fieldNames.find((name) => problems[name] !== undefined)
  const field = (name: FieldName) => {
    const { label, type, autocomplete, mode, hint } = inputs[name]
    const wrong = problems[name]
    return html`<div class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${fields[name]}" autocomplete="${autocomplete}"
 inputmode="${mode}" placeholder="${hint}" required${name === 'email' && session.customer_email ? html` readonly` : ''}${
   wrong ? html` aria-invalid="true" aria-describedby="${name}-wrong"` : ''
 }${name === firstWrong ? html` autofocus` : ''}>
${wrong ? html`<p class="wrong" id="${name}-wrong">${wrong}</p>` : ''}</div>`
  }
  const banks = checkout.methods.filter((method) => method !== 'card')
  const alert = notice ?? (firstWrong ? 'Please check what is marked below, and enter the CVC again.' : null)
  return layout(
    `${totalOf(session)} · ${titleOf(checkout)}`,
    html`<section aria-label="Order summary">
<p class="seller">${checkout.seller ?? 'Test store'}</p>
<h1>${titleOf(checkout)}</h1>
<p class="total">${totalOf(session)}</p>
<ul class="items">${checkout.lineItems.map(
      (item) => html`<li><span>${item.quantity} × ${item.description ?? ''}</span>
<span class="amount">${formatAmount(item.amount_total, item.currency)}</span></li>`,
    )}<li class="sum"><span>Total</span><span class="amount">${totalOf(session)}</span></li></ul>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back to the store</a></p>` : ''}
</section>
<div><form class="card" id="pay" method="post" novalidate>
<h2>Your card</h2>
${alert ? html`<p class="alert" role="alert">${alert}</p>` : ''}
${field('email')}${field('number')}<div class="pair">${field('expiry')}${field('cvc')}</div>${field('name')}
${checkout.note ? html`<p class="soft">${checkout.note}</p>` : ''}
<button class="main">Pay ${totalOf(session)}</button>
${banks.length > 0 ? html`<h2 class="ways">Or pay from a bank account</h2>` : ''}${banks.map(
  (method) => html`<button class="other" name="method" value="${method}">${nameOf[method]}</button>`,
)}
</form>
<details open><summary>Test cards</summary>
<p class="soft">Choose one to fill it in. Any later date and any three digits will do.</p>
<ul class="hints">${hintedCards.map(
      ({ number, hint }) =>
        html`<li><button form="pay" name="fill" value="${number}"><span class="number">${grouped(
          number,
        )}</span><span class="soft">${hint}</span></button></li>`,
    )}</ul></details></div>`,
  )
}
