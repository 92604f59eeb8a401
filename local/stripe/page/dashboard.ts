import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Account } from '../account.ts'
import { formatAmount } from '../currencies.ts'
import { isOpen } from '../disputes.ts'
import { transfersOf } from '../recipients.ts'
import { type Html, layout, pageHeaders } from './layout.ts'

/** What a person may do here: the name of the button, and what it does to the object it stands beside. */
export type Deeds = Record<Deed, (id: string) => void>
export type Deed =
  | ('fail-refund' | 'settle-refund' | 'dispute' | 'win' | 'lose' | 'onboard' | 'restrict' | 'pay-out' | 'fail-payout')
  | ('debit-comes' | 'debit-fails')

const MOST = 50

const button = (deed: Deed, id: string, label: string) =>
  html`<form method="post" action="/${deed}/${id}"><button class="small">${label}</button></form>`

type Row = { id: string; cells: (string | Html)[]; buttons?: (Html | '')[] }

const table = (title: string, heads: string[], rows: Row[]) => html`<section><h2>${title}</h2>
${
  rows.length === 0
    ? html`<p class="soft">None yet.</p>`
    : html`<div class="scroll"><table><thead><tr>${['Id', ...heads, ''].map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows
        .slice(-MOST)
        .toReversed()
        .map(
          ({
            id,
            cells,
            buttons = [],
          }) => html`<tr><td class="id">${id}</td>${cells.map((cell) => html`<td>${cell}</td>`)}
<td class="deeds">${buttons}</td></tr>`,
        )}</tbody></table></div>`
}</section>`

const money = ({ amount, currency }: { amount: number; currency: string }) => formatAmount(amount, currency)

const payments = ({ state }: Account): Row[] =>
  [...state.paymentIntents.values()].map((intent) => {
    const charge = state.charges.get(String(intent.latest_charge))
    const disputable = charge?.captured && charge.status === 'succeeded' && !charge.disputed && !charge.refunded
    const to = intent.transfer_data ? String(intent.transfer_data.destination) : ''
    return {
      id: intent.id,
      cells: [
        money(intent),
        charge?.payment_method_details?.type ?? '',
        intent.status,
        intent.metadata.order ?? '',
        to,
      ],
      buttons: [
        disputable ? button('dispute', intent.id, 'Dispute') : '',
        intent.status === 'processing' ? button('debit-comes', intent.id, 'Debit comes') : '',
        intent.status === 'processing' ? button('debit-fails', intent.id, 'Debit fails') : '',
      ],
    }
  })

const refunds = ({ state }: Account): Row[] =>
  [...state.refunds.values()]
    .filter(({ id }) => !state.owners.has(id))
    .map((refund) => ({
      id: refund.id,
      cells: [money(refund), refund.status ?? '', String(refund.payment_intent), refund.failure_reason ?? ''],
      buttons: [
        refund.status === 'pending' ? button('settle-refund', refund.id, 'Arrives') : '',
        refund.status === 'failed' ? '' : button('fail-refund', refund.id, 'Fail'),
      ],
    }))

const disputes = ({ state }: Account): Row[] =>
  [...state.disputes.values()].map((dispute) => ({
    id: dispute.id,
    cells: [money(dispute), dispute.reason, dispute.status, String(dispute.payment_intent)],
    buttons: isOpen(dispute) ? [button('win', dispute.id, 'Win'), button('lose', dispute.id, 'Lose')] : [],
  }))

const balances = ({ state }: Account, holder: string) =>
  [...state.purses]
    .filter(([purse]) => purse.startsWith(`${holder} `))
    .map(([purse, amount]) => formatAmount(amount, purse.split(' ')[1] ?? ''))
    .join(', ')

const accounts = (account: Account): Row[] =>
  [...account.state.accounts.values()].map((recipient) => {
    const { id } = recipient
    const status = transfersOf(recipient)?.status
    return {
      id,
      cells: [recipient.display_name ?? '', status ?? 'not asked for', balances(account, id)],
      buttons: [
        status && status !== 'active' ? button('onboard', id, 'Onboard') : '',
        status && status !== 'restricted' ? button('restrict', id, 'Restrict') : '',
        button('pay-out', id, 'Pay out now'),
      ],
    }
  })

const payouts = ({ state }: Account): Row[] =>
  [...state.payouts.values()].map((payout) => ({
    id: payout.id,
    cells: [money(payout), payout.status, state.owners.get(payout.id) ?? 'platform'],
    buttons: payout.status === 'failed' ? [] : [button('fail-payout', payout.id, 'Fail')],
  }))

const page = (account: Account, said: string | null) =>
  layout(
    'Stripe stand-in',
    html`<section><h1>What Stripe would know</h1>
<p class="soft">A stand-in on this machine. Here you are the bank: no money moves, and the store hears of everything.</p>
${said ? html`<p class="alert" role="alert">${said}</p>` : ''}
<p>The platform has ${balances(account, 'platform') || 'nothing'}; Stripe has kept ${
      balances(account, 'stripe') || 'nothing'
    }.</p></section>
${table('Payments', ['Amount', 'Method', 'Status', 'Order', 'For'], payments(account))}
${table('Refunds', ['Amount', 'Status', 'Payment', 'Why failed'], refunds(account))}
${table('Disputes', ['Amount', 'Reason', 'Status', 'Payment'], disputes(account))}
${table('Connected accounts', ['Name', 'Transfers', 'Balance'], accounts(account))}
${table('Payouts', ['Amount', 'Status', 'Of'], payouts(account))}`,
    'full',
  )

export type DashboardOptions = { account: Account; deeds: Deeds; catchUp(): void }

/** The page at `/`, newest first. What cannot be done (any more) is said there. */
export const createDashboard = ({ account, deeds, catchUp }: DashboardOptions) => {
  const app = new Hono()
  app.get('/', async (c) => {
    catchUp()
    return c.html(await page(account, null), 200, pageHeaders)
  })
  for (const [deed, act] of Object.entries(deeds))
    app.post(`/${deed}/:id`, async (c) => {
      // A page of somebody else's must not press buttons here.
      const from = c.req.header('sec-fetch-site')
      if (from && from !== 'same-origin') return c.text('not from here', 403)
      catchUp()
      try {
        act(c.req.param('id'))
        return c.redirect('/', 303)
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error)
        return c.html(await page(account, said), 409, pageHeaders)
      }
    })
  return app
}
