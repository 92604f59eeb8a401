import { expect, test } from 'vitest'
import { forSeller, openStore, type Store, selling, send, sold } from '../test-store.ts'

const shown = async ({ url }: Store) => (await fetch(url)).text()

test('a person plays bank: every button does what it says, and only while it can', async () => {
  await using store = await openStore()
  const { client, url } = store
  expect(await shown(store)).toContain('None yet.')
  const seller = await selling(store)
  const { intent } = await sold(store, forSeller(seller))
  await client.paymentIntents.capture(intent.id)
  const refund = await client.refunds.create({ payment_intent: intent.id, amount: 100 })
  const press = (deed: string, id: string) => send(`${url}/${deed}/${id}`, {})

  const before = await shown(store)
  for (const text of [intent.id, refund.id, seller, '€25.00', 'Holdfast Hall', 'Dispute', 'Pay out now', 'Restrict'])
    expect(before).toContain(text)
  expect(before).not.toMatch(/<script|src=|https:/)

  expect(await press('fail-refund', refund.id)).toMatchObject({ status: 303, location: '/' })
  expect((await client.refunds.retrieve(refund.id)).status).toBe('failed')
  expect(await press('fail-refund', refund.id)).toMatchObject({ status: 409 })
  await press('dispute', intent.id)
  const [dispute] = (await client.disputes.list()).data
  await press('win', dispute?.id ?? '')
  expect((await client.disputes.retrieve(dispute?.id ?? '')).status).toBe('won')
  await press('pay-out', seller)
  const [payout] = (await client.payouts.list({}, { stripeAccount: seller })).data
  expect(payout?.status).toBe('paid')
  await press('restrict', seller)
  expect(await shown(store)).toContain('Onboard')
  await store.settle()
  expect(store.types()).toEqual(expect.arrayContaining(['refund.failed', 'charge.dispute.closed', 'payout.paid']))
})

test('a page of somebody else cannot press buttons here', async () => {
  await using store = await openStore()
  const seller = await selling(store)
  const foreign = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }
  expect((await fetch(`${store.url}/restrict/${seller}`, foreign)).status).toBe(403)
  expect(store.stripe.books().accounts[0]?.requirements?.entries).toEqual([])
})
