import { expect, test } from 'vitest'
import { buyer, openStore, order, pay, send, sold } from '../test-store.ts'

const read = async (url: string | null) => {
  const response = await fetch(url ?? '')
  return { status: response.status, headers: response.headers, html: await response.text() }
}

const typedIn = (html: string, field: string) => new RegExp(`<input id="${field}"[^>]* value="([^"]*)"`).exec(html)?.[1]

test('the page shows what is bought, from whom, and for how much', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(
    order({
      line_items: [
        { price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Choirs' } }, quantity: 2 },
        { price_data: { currency: 'eur', unit_amount: 99, product_data: { name: 'Fee' } }, quantity: 1 },
      ],
      branding_settings: { display_name: 'Holdfast Hall' },
      custom_text: { submit: { message: 'Your seats wait for you.' } },
    }),
  )
  const { html, headers, status } = await read(open.url)
  expect(status).toBe(200)
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const text of [
    'Test payment page – no real card is charged',
    'Holdfast Hall',
    '<h1>Choirs and 1 more</h1>',
    '2 × Choirs',
    '€25.99',
    'Pay €25.99</button>',
    'Your seats wait for you.',
    '<a href="http://store.test/basket">Back to the store</a>',
  ])
    expect(html).toContain(text)
  for (const label of ['Email', 'Card number', 'Expiry', 'CVC', 'Name on card']) {
    const id = new RegExp(`<label for="(\\w+)">${label}</label>`).exec(html)?.[1]
    expect(html, label).toContain(`<input id="${id}"`)
  }
  for (const purpose of ['email', 'cc-number', 'cc-exp', 'cc-csc', 'cc-name'])
    expect(html).toContain(`autocomplete="${purpose}"`)
  expect(html).not.toMatch(/<script|src=|https:/)
})

test('amounts are written as their currency wants', async () => {
  await using store = await openStore()
  for (const [currency, text] of [
    ['jpy', 'Pay ¥1,250<'],
    ['kwd', '1.250<'],
    ['usd', 'Pay $12.50<'],
  ] as const) {
    const price_data = { currency, unit_amount: 1250, product_data: { name: 'A' } }
    const open = await store.client.checkout.sessions.create(order({ line_items: [{ price_data, quantity: 1 }] }))
    expect((await read(open.url)).html).toContain(text)
  }
})

test('nothing a seller or a buyer wrote becomes markup', async () => {
  await using store = await openStore()
  const nasty = `"><script>alert('x')</script>`
  const open = await store.client.checkout.sessions.create(
    order({
      line_items: [
        { price_data: { currency: 'eur', unit_amount: 100, product_data: { name: nasty } }, quantity: 1 },
        { price_data: { currency: 'eur', unit_amount: 100, product_data: { name: nasty } }, quantity: 1 },
      ],
      branding_settings: { display_name: nasty },
      cancel_url: `http://store.test/?q="><script>alert(1)</script>`,
    }),
  )
  expect((await read(open.url)).html).not.toContain('<script')
  const typed = await send(open.url ?? '', { ...buyer, email: nasty, name: nasty, number: nasty, expiry: nasty })
  expect(typed.status).toBe(422)
  expect(typed.html).not.toContain('<script')
})

test('the form says what is wrong beside the field, keeps what was typed, and asks no bank', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order())
  const cases: [Record<string, string>, string][] = [
    [{ number: '4242424242424241' }, 'Your card number is incorrect.'],
    [{ number: '' }, 'Enter the card number.'],
    [{ expiry: '13/44' }, 'expiry month is invalid'],
    [{ expiry: '01/20' }, 'expiry date is in the past'],
    [{ expiry: 'soon' }, 'Enter the expiry date'],
    [{ cvc: '12' }, 'security code is invalid'],
    [{ cvc: '123', number: '378282246310005' }, 'it has 4 digits'],
    [{ email: 'nobody' }, 'Enter an email address'],
    [{ name: ' ' }, 'Enter the name as it stands on the card.'],
  ]
  for (const [wrong, message] of cases) {
    const fields = { ...buyer, number: '4242 4242 4242 4242', ...wrong }
    const { status, html } = await send(open.url ?? '', fields)
    expect(status, message).toBe(422)
    expect(html.replaceAll('&#39;', "'")).toContain(message)
    expect(html).toContain('role="alert"')
    expect(html.match(/aria-invalid="true" aria-describedby="(\w+)-wrong" autofocus/)?.[1]).toBe(Object.keys(wrong)[0])
    expect(typedIn(html, 'email')).toBe(fields.email)
    expect(typedIn(html, 'cvc'), 'a security code is never written back').toBe('')
  }
  expect(store.stripe.books()).toMatchObject({ paymentIntents: [], charges: [] })
})

test('after a decline the page says so, keeps email and name, and forgets the card', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order())
  await pay(open, '4000000000009995')
  const { html } = await read(open.url)
  expect(html).toContain('Your card has insufficient funds. You were not charged; you can try another card.')
  expect(typedIn(html, 'email')).toBe('ada@example.com')
  expect(typedIn(html, 'name')).toBe('Ada L')
  expect(typedIn(html, 'number')).toBe('')
})

test('a test card is one tap away and does not lose what was typed', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order())
  const { html } = await read(open.url)
  const hints = [...html.matchAll(/name="fill" value="(\d+)"/g)].map((match) => match[1] ?? '')
  expect(hints).toContain('4242424242424242')
  const filled = await send(open.url ?? '', { email: buyer.email, name: buyer.name, fill: '4000000000000002' })
  expect(filled.status).toBe(200)
  expect(typedIn(filled.html, 'number')).toBe('4000 0000 0000 0002')
  expect(typedIn(filled.html, 'cvc')).toBe('123')
  expect(typedIn(filled.html, 'email')).toBe(buyer.email)
  expect(store.stripe.books().paymentIntents).toEqual([])
  const fields = {
    ...buyer,
    number: typedIn(filled.html, 'number') ?? '',
    expiry: typedIn(filled.html, 'expiry') ?? '',
  }
  expect((await send(open.url ?? '', fields)).location).toBe(`/pay/${open.id}`)
})

test('an email the store already knows cannot be changed on the page', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order({ customer_email: 'known@example.com' }))
  const { html } = await read(open.url)
  expect(typedIn(html, 'email')).toBe('known@example.com')
  expect(html).toMatch(/id="email"[^>]* readonly/)
  await send(open.url ?? '', { ...buyer, email: 'other@example.com', number: '4242424242424242' })
  const session = await store.client.checkout.sessions.retrieve(open.id)
  expect(session.customer_details?.email).toBe('known@example.com')
})

test('a complete session says so and is not paid a second time from another tab', async () => {
  await using store = await openStore()
  const { session } = await sold(store)
  const { html } = await read(`${store.url}/pay/${session.id}`)
  expect(html).toContain('This checkout is already complete')
  expect(html).toContain(`href="http://store.test/thanks?session=${session.id}"`)
  const again = await pay({ url: `${store.url}/pay/${session.id}` })
  expect(again.status).toBe(409)
  expect(store.stripe.books().charges).toHaveLength(1)
})

test('two tabs that pay at once authorise one card', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order())
  const tabs = await Promise.all([pay(open), pay(open), pay(open)])
  expect(tabs.map((tab) => tab.status).toSorted()).toEqual([303, 409, 409])
  expect(store.stripe.books()).toMatchObject({ paymentIntents: [{ amount_capturable: 2500 }] })
  expect(store.stripe.books().charges).toHaveLength(1)
})

test('an unknown session is a page, not an error', async () => {
  await using store = await openStore()
  expect(await read(`${store.url}/pay/cs_test_none`)).toMatchObject({ status: 404 })
  expect(await read(`${store.url}/3ds/3ds_none`)).toMatchObject({ status: 404 })
})
