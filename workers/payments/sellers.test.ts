import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { trace } from '../../tests/setup/payments.ts'
import { startSelling } from '../../tests/setup/sellers.ts'
import { finishLook } from './commands/follow-seller.ts'
import { follow } from './seller.ts'

const finishes = async (page: string, outcome = 'finish') => {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' })
  return answer.headers.get('location')
}

const problemIn = async (response: Response) => {
  const { type, errors } = (await response.json()) as { type: string; errors?: { pointer: string }[] }
  return [response.status, type.replace('/problems/', ''), ...(errors ?? []).map(({ pointer }) => pointer)]
}

test('a seller has an account made, says where the money goes, and can be paid', async () => {
  await using selling = await startSelling()
  const { till, shows, tells, toldOf } = selling
  const nobody = await till.people.join('Nobody yet')
  expect(await shows(nobody)).toEqual({
    ...{ payouts: 'none', requirements: [], country: 'AT', fee: { basisPoints: 0, fixed: 0 } },
    currencyLeast: { EUR: 50, USD: 50, GBP: 30, CHF: 50, SEK: 300 },
  })

  const seller = await selling.begins('Sel Seller')
  expect(selling.accounts()).toMatchObject([
    { display_name: 'Sel Seller', dashboard: 'express', identity: { country: 'at' }, metadata: { seller: seller.id } },
  ])
  expect(await shows(seller)).toMatchObject({
    payouts: 'onboarding',
    requirements: ['individual: given name', 'individual: surname', 'bank account'],
  })
  expect(await finishes(seller.page)).toBe(`${till.deps.publicUrl}/sell/money?back=1`)
  expect(await toldOf(seller.id)).toEqual([])
  expect(await tells(seller.account)).toBe(200)
  expect(await shows(seller)).toMatchObject({ payouts: 'enabled', requirements: [] })
  expect(await toldOf(seller.id)).toEqual([{ version: 1, enabled: true, why: null }])
})

test('a page of Stripe’s opens once; who asks again gets another for the same account', async () => {
  await using selling = await startSelling()
  const seller = await selling.begins()
  await (await fetch(seller.page)).text()
  const second = await fetch(seller.page, { redirect: 'manual' })
  expect(second.headers.get('location')).toBe(`${selling.till.deps.publicUrl}/sell/money?again=1`)
  const again = (await (await selling.ask(seller)).json()) as { url: string }
  expect(again.url).not.toBe(seller.page)
  expect(selling.accounts()).toHaveLength(1)
  const key = 'the-key-of-one-and-the-same-click'
  const [one, other] = [await selling.ask(seller, {}, key), await selling.ask(seller, {}, key)]
  expect(await one.json()).toEqual(await other.json())
})

test('however many tabs ask at once, and whatever answers are lost, there is one account', async () => {
  await using selling = await startSelling()
  const { till, ask } = selling
  const eager = await till.people.join('Eager')
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(eager)))
  expect(answers.map(({ status }) => status).every((status) => status === 201 || status === 503)).toBe(true)
  expect(answers.some(({ status }) => status === 201)).toBe(true)
  expect(selling.accounts()).toHaveLength(1)

  const unlucky = await till.people.join('Unlucky')
  till.stripe.faults.next('v2.accounts.create', { lost: 'cut' })
  expect(await problemIn(await ask(unlucky))).toEqual([503, 'unavailable'])
  expect((await ask(unlucky)).status).toBe(201)
  till.stripe.faults.next('v2.account_links.create', { status: 500 })
  expect(await problemIn(await ask(unlucky))).toEqual([503, 'unavailable'])
  expect((await ask(unlucky)).status).toBe(201)
  expect(selling.accounts()).toHaveLength(2)

  // A failure of its own Stripe repeats under the same key: it is asked under another.
  const third = await till.people.join('Third')
  till.stripe.faults.next('v2.accounts.create', { status: 500 })
  expect(await problemIn(await ask(third))).toEqual([503, 'unavailable'])
  expect((await ask(third)).status).toBe(201)
  expect(selling.accounts()).toHaveLength(3)
})

test('the country is the seller’s to say, and stays once there is an account', async () => {
  await using selling = await startSelling({ STRIPE_COUNTRY: '' })
  const { till, ask, shows } = selling
  const seller = await till.people.join('Sel')
  expect(await shows(seller)).toMatchObject({ country: null })
  expect(await problemIn(await ask(seller))).toEqual([400, 'invalid-request', '#/country'])
  for (const country of ['Austria', 'at', '', 'A', 7, null])
    expect(await problemIn(await ask(seller, { country }))).toEqual([400, 'invalid-request', '#/country'])
  expect(await problemIn(await ask(seller, { land: 'AT' }))).toEqual([400, 'invalid-request', '#/land'])
  expect(selling.accounts()).toEqual([])
  expect((await ask(seller, { country: 'DE' })).status).toBe(201)
  expect((await ask(seller, { country: 'FR' })).status).toBe(201)
  expect(selling.accounts()).toMatchObject([{ identity: { country: 'de' } }])
  expect(await shows(seller)).toMatchObject({ country: 'DE' })
})

test('whether somebody can be paid is told once for each change, whatever comes twice', async () => {
  await using selling = await startSelling()
  const { till, tells, toldOf, shows } = selling
  const seller = await selling.begins()
  const allAtOnce = async () => {
    await selling.wait(30)
    await Promise.all([
      ...Array.from({ length: 4 }, () => tells(seller.account)),
      ...Array.from({ length: 4 }, () => shows(seller)),
      till.deps.sellers
        .lookAtUnfinished(10)
        .then((all) => Promise.all(all.map((looking) => finishLook(till.deps, looking, trace)))),
    ])
  }
  till.stripe.onboard(seller.account)
  await allAtOnce()
  till.stripe.restrict(seller.account)
  await allAtOnce()
  expect(await shows(seller)).toMatchObject({
    payouts: 'restricted',
    requirements: ['individual documents: primary verification'],
  })
  till.stripe.onboard(seller.account)
  await allAtOnce()
  const unapplied = await admin(till.database.url, 'select from payments.stripe_events where applied_at is null')
  expect(unapplied).toEqual([])
  expect(await toldOf(seller.id)).toEqual([
    { version: 1, enabled: true, why: null },
    { version: 2, enabled: false, why: 'Stripe asks for: individual documents: primary verification' },
    { version: 3, enabled: true, why: null },
  ])
})

test('what an earlier look saw is not written over what a later one sees', async () => {
  await using selling = await startSelling()
  const { account, id } = await selling.begins()
  const { sellers } = selling.till.deps
  const [early, late] = [await sellers.look(account), await sellers.look(account)]
  if (!early || !late) throw new Error('nobody looked')
  expect(await sellers.save(late, follow(late, { payable: false, requirements: ['bank account'] }), trace)).toBe(true)
  expect(await sellers.save(early, follow(early, { payable: true, requirements: [] }), trace)).toBe(true)
  expect(await sellers.find(id)).toMatchObject({ state: 'onboarding', requirements: ['bank account'], version: 0 })
  expect(await selling.toldOf(id)).toEqual([])

  const [next, last] = [await sellers.look(account), await sellers.look(account)]
  if (!next || !last) throw new Error('nobody looked')
  expect(await sellers.save(next, follow(next, { payable: true, requirements: [] }), trace)).toBe(true)
  expect(await sellers.save(last, follow(last, { payable: false, requirements: [] }), trace), 'compared anew').toBe(
    false,
  )
  expect(await sellers.find(id)).toMatchObject({ state: 'enabled', version: 1 })
})

test('whoever opens their page sees what Stripe says, and Stripe is not asked more than it is worth', async () => {
  await using selling = await startSelling()
  const { till, shows, looksAt, wait } = selling
  const seller = await selling.begins()
  await Promise.all(Array.from({ length: 6 }, () => shows(seller)))
  expect(await looksAt(seller)).toBe(1)
  till.stripe.onboard(seller.account)
  await wait(0.1)
  expect(await shows(seller)).toMatchObject({ payouts: 'enabled' })
  expect(await looksAt(seller)).toBe(2)
  await wait(9)
  await shows(seller)
  expect(await looksAt(seller)).toBe(2)
  till.stripe.restrict(seller.account)
  await wait(2)
  expect(await shows(seller)).toMatchObject({ payouts: 'restricted' })
  // Stripe not answering keeps nobody from their page.
  await wait(1)
  till.stripe.faults.next('v2.accounts.retrieve', { status: 500, stored: false }, 3)
  expect(await shows(seller)).toMatchObject({ payouts: 'restricted' })
})

test('what nobody told us the sweep finds out, and those who gave up are asked about less and less often', async () => {
  await using selling = await startSelling()
  const { till, toldOf, wait, looksAt } = selling
  const seller = await selling.begins()
  const gone = await selling.begins('Gone')
  const authorization = `Bearer ${till.deps.internalToken}`
  const sweep = () => till.send('POST', '/internal/sweep', undefined, { authorization })
  till.stripe.onboard(seller.account)
  expect((await sweep()).status).toBe(200)
  expect(await toldOf(seller.id)).toMatchObject([{ enabled: true }])
  expect(await looksAt(gone)).toBe(1)
  await wait(2)
  await sweep()
  expect(await looksAt(gone), 'two minutes old: every minute').toBe(2)
  await wait(600)
  await sweep()
  await wait(20)
  await sweep()
  expect(await looksAt(gone), 'ten hours old: every half an hour').toBe(3)
  await wait(20)
  await sweep()
  expect(await looksAt(gone)).toBe(4)
})

test('an account that was closed cannot be paid to, and one that is nobody’s changes nothing', async () => {
  await using selling = await startSelling()
  const { till, tells, shows } = selling
  const seller = await selling.begins()
  till.stripe.onboard(seller.account)
  await tells(seller.account)
  await till.client.v2.core.accounts.close(seller.account)
  await tells(seller.account, 'v2.core.account.closed')
  expect(await shows(seller)).toMatchObject({
    payouts: 'restricted',
    requirements: ['another account: this one is closed'],
  })
  expect(await tells('acct_of_somebody_else')).toBe(200)
})

test('an order’s money goes to its seller’s account, less the fee; without an account there is no paying', async () => {
  await using selling = await startSelling()
  const { till, tells } = selling
  await admin(
    till.database.url,
    `insert into payments.fee_rates (basis_points, fixed, operator) values (100, 0, $1), (250, 30, $1)`,
    [newId('account')],
  )
  const seller = await selling.begins()
  const total = { amount: 5000, currency: 'EUR' as const }
  expect(await till.deps.terms(seller.id, total)).toBe('not-payable')
  expect(await till.deps.terms(newId('account'), total)).toBe('not-payable')
  expect(await till.deps.terms(undefined, total)).toBe('not-told')
  expect(await till.deps.terms(null, total)).toEqual({ fee: 0, destination: null })
  till.stripe.onboard(seller.account)
  await tells(seller.account)
  expect(await till.deps.terms(seller.id, total)).toEqual({ fee: 155, destination: seller.account })
  expect(await selling.shows(seller)).toMatchObject({ fee: { basisPoints: 250, fixed: 30 } })
  till.stripe.restrict(seller.account)
  await tells(seller.account)
  expect(await till.deps.terms(seller.id, total)).toBe('not-payable')
})

test('a buyer is told when the seller cannot be paid (any more), also where Stripe knows it before we do', async () => {
  await using selling = await startSelling()
  const { till, tells } = selling
  const seller = await selling.begins()
  const order = await till.holds(5000, 15, seller.id)
  expect(await problemIn(await till.asksToPay(order))).toEqual([409, 'seller-not-payable'])
  till.stripe.onboard(seller.account)
  await tells(seller.account)
  till.stripe.restrict(seller.account)
  expect(await problemIn(await till.asksToPay(order)), 'only Stripe knows').toEqual([409, 'seller-not-payable'])
  till.stripe.onboard(seller.account)
  expect((await till.asksToPay(order)).status).toBe(201)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'open', destination: seller.account })
})

test('a store that takes the money itself has nothing to set up', async () => {
  await using selling = await startSelling({ STRIPE_CONNECT: 'off' })
  const { till, ask, shows } = selling
  const seller = await till.people.join('Sel')
  expect(await shows(seller)).toMatchObject({ payouts: 'off', requirements: [] })
  expect(await problemIn(await ask(seller))).toEqual([403, 'forbidden'])
  expect(await till.deps.terms(seller.id, { amount: 5000, currency: 'EUR' })).toEqual({ fee: 0, destination: null })
  expect(selling.accounts()).toEqual([])
})

test('nobody sees or sets up anything without signing in, and nobody anything but their own', async () => {
  await using selling = await startSelling()
  const { till, ask, shows } = selling
  const seller = await selling.begins()
  const visitor = { ...seller, headers: {} }
  expect(await problemIn(await ask(visitor))).toEqual([401, 'signed-out'])
  const page = await till.send('GET', '/api/payments/seller')
  expect(await problemIn(page)).toEqual([401, 'signed-out'])
  const bare = await till.send('POST', '/api/payments/seller/onboarding', {}, seller.headers)
  expect(await problemIn(bare)).toEqual([400, 'idempotency-key-required'])
  const stranger = await till.people.join('Stranger')
  expect(await shows(stranger)).toMatchObject({ payouts: 'none', requirements: [] })
})
