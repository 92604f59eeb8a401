import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { message, paid, registered } from '../../tests/setup/messages-to-people.ts'
import { startNotifications } from '../../tests/setup/notifications.ts'
import { newKey } from '../../tests/setup/tickets.ts'
import { sendMails } from './commands/send-mails.ts'
import { sweep } from './commands/sweep.ts'
import { MOST_TRIES } from './mail.ts'

let world: Awaited<ReturnType<typeof startNotifications>>

beforeAll(async () => {
  world = await startNotifications()
})
afterAll(() => world[Symbol.asyncDispose]())

let people = 0
/** Somebody whose address is told, unless it is kept back. */
const somebody = async ({ known = true } = {}) => {
  const account = newId('account')
  const email = `person-${++people}@example.com`
  if (known) expect((await world.deliver(registered(account, email))).status).toBe(200)
  return { account, email }
}
const mailsOf = (email: string) => world.mail.sentTo(email)
const stateOf = async (about: string) => {
  const [row] = await admin<{
    state: string
    letter: unknown
    email: string | null
    why: string | null
    attempts: number
  }>(world.database.url, 'select state, letter, email, why, attempts from notifications.mails where about = $1', [
    about,
  ])
  return row
}
const operator = async () => {
  const person = await world.people.join('Olga')
  const token = await world.people.tokenFor({ ...person, roles: ['operator'] })
  return { authorization: `Bearer ${token}` }
}

test('a paid order is one mail, though it is told twice, late, and by more than one message', async () => {
  const { account, email } = await somebody()
  const told = paid(account)
  // At once as well: what the inbox does not see, the key of the row does.
  const others = Array.from({ length: 4 }, () => ({ ...told, id: newId('message') }))
  const answers = await Promise.all([told, told, told, ...others].map((again) => world.deliver(again)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect((await world.deliver(told)).status).toBe(200)
  await sweep(world.deps)
  expect(mailsOf(email).map((mail) => mail.subject)).toEqual(['Your tickets: Night of Strings'])
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'sent', attempts: 1 })
})

test('what is told before anybody knows the address waits for it', async () => {
  const { account, email } = await somebody({ known: false })
  const told = paid(account)
  expect((await world.deliver(told)).status).toBe(200)
  await sweep(world.deps)
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'due', attempts: 0 })
  await world.deliver(registered(account, email))
  expect(mailsOf(email)).toHaveLength(1)
})

test('mail goes to the address as it was told last, in whichever order it was told', async () => {
  const { account, email } = await somebody({ known: false })
  await world.deliver(registered(account, `new-${email}`, 2))
  await world.deliver(registered(account, email, 1))
  await world.deliver(paid(account))
  expect(mailsOf(email)).toHaveLength(0)
  expect(mailsOf(`new-${email}`)).toHaveLength(1)
})

test('whoever is gone is written to no more, and nothing of them is kept', async () => {
  const { account, email } = await somebody()
  const [sent, due] = [paid(account), paid(account)]
  await world.deliver(sent)
  world.mail.faults.away = true
  await world.deliver(due)
  await world.deliver(message('account.deleted', { account }, { aggregate: account, version: 2 }))
  world.mail.faults.away = false
  // What comes late is of no use: neither their address nor a mail to them.
  await world.deliver(registered(account, email, 1))
  const late = newId('link')
  const link = { account, link: late, kind: 'verify-email', email, name: 'Ada', language: 'en', code: true } as const
  await world.deliver(message('account.link-asked', { ...link, expiresAt: '2099-01-01T00:00:00.000Z' }))
  await world.later('1 hour')
  await sweep(world.deps)
  expect(mailsOf(email)).toHaveLength(1)
  expect(await stateOf(late)).toBeUndefined()
  expect(await stateOf(sent.data.order)).toMatchObject({ state: 'sent', letter: null, email: null })
  expect(await stateOf(due.data.order)).toMatchObject({ state: 'dropped', letter: null, email: null })
  const kept = await admin(world.database.url, 'select * from notifications.recipients where account = $1', [account])
  expect(JSON.stringify(kept)).not.toContain(email)
})

test('a carrier that is away is asked again, and the mail is sent once', async () => {
  const { account, email } = await somebody()
  const told = paid(account)
  world.mail.faults.away = true
  await world.deliver(told)
  expect(await stateOf(told.data.order)).toMatchObject({
    state: 'due',
    attempts: 1,
    why: expect.stringMatching(/^503/),
  })
  await sweep(world.deps)
  // Not before its time.
  expect(await stateOf(told.data.order)).toMatchObject({ attempts: 1 })
  world.mail.faults.away = false
  await world.later('1 minute')
  await sweep(world.deps)
  expect(mailsOf(email)).toHaveLength(1)
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'sent', attempts: 2, why: null })
})

test('a mail that arrived although nobody heard so does not arrive again', async () => {
  const { account, email } = await somebody()
  world.mail.faults.losesAnswers = 1
  const told = paid(account)
  await world.deliver(told)
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'due' })
  await world.later('1 minute')
  await sweep(world.deps)
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'sent', attempts: 2 })
  expect(mailsOf(email)).toHaveLength(1)
})

test('tickets that are asked for again are a mail of their own, as often as they are asked for', async () => {
  const { account, email } = await somebody()
  const told = paid(account)
  await world.deliver(told)
  const { order, subject } = told.data
  const again = () => {
    const resend = newId('resend')
    const lines = [{ name: 'Stalls', quantity: 1, price: 4500 }]
    const data = {
      order,
      resend,
      subject: subject as NonNullable<typeof subject>,
      lines,
      amount: 4500,
      currency: 'CHF' as const,
    }
    return message('order.tickets-asked-for', data, { aggregate: resend })
  }
  const [first, second] = [again(), again()]
  for (const each of [first, second, first, { ...second, id: newId('message') }])
    expect((await world.deliver(each)).status).toBe(200)
  expect(mailsOf(email).map((mail) => mail.subject)).toEqual(Array(3).fill('Your tickets: Night of Strings'))
  expect(mailsOf(email)[1]?.text).toMatch(/once more[\s\S]*What you have[\s\S]*1 × Stalls/)
  expect(mailsOf(email)[0]?.text).toMatch(/Thank you[\s\S]*2 × Stalls/)
  expect(await stateOf(first.data.resend)).toMatchObject({ state: 'sent' })
})

test('a link that has ended is not sent any more', async () => {
  const { account, email } = await somebody()
  const link = newId('link')
  world.mail.faults.away = true
  const expiresAt = new Date(Date.now() + 60_000).toISOString()
  const data = { account, link, kind: 'reset-password', email, name: 'Ada', language: 'fr', code: false } as const
  await world.deliver(message('account.link-asked', { ...data, expiresAt }, { aggregate: account }))
  world.mail.faults.away = false
  await world.later('2 minutes')
  await sweep(world.deps)
  expect(mailsOf(email)).toHaveLength(0)
  expect(await stateOf(link)).toMatchObject({ state: 'dropped', letter: null })
})

test('a process that dies with a mail in its hands: another sends it when the claim has lapsed', async () => {
  const { account, email } = await somebody({ known: false })
  const told = paid(account)
  await world.deliver(told)
  await admin(
    world.database.url,
    `insert into notifications.recipients (account, version, email, language) values ($1, 1, $2, 'en')`,
    [account, email],
  )
  const [claimed] = await world.deps.mails.claim()
  expect(claimed).toMatchObject({ email, attempts: 1 })
  await sendMails(world.another())
  expect(mailsOf(email)).toHaveLength(0)
  await world.later('3 minutes')
  await sendMails(world.another())
  expect(mailsOf(email)).toHaveLength(1)
  // Who comes back from the dead decides over nothing any more.
  await world.deps.mails.settle(claimed as NonNullable<typeof claimed>, { state: 'refused', why: 'late' })
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'sent', attempts: 2 })
})

test('given up after a day, a mail waits for an operator, who has it sent again under another key', async () => {
  const { account } = await somebody()
  const email = 'nobody@refused.example'
  await world.deliver(registered(account, email, 2))
  const told = paid(account)
  await world.deliver(told)
  const headers = await operator()
  const list = async (query = '') =>
    (await world.send('GET', `/api/notifications/operator/mails${query}`, undefined, headers)).json()
  const { items } = await list()
  expect(items).toEqual([
    expect.objectContaining({ about: told.data.order, kind: 'tickets', state: 'refused', to: email, kept: true }),
  ])
  expect(items[0].why).toMatch(/^422 validation_error/)
  expect((await list('?kind=tickets')).items).toEqual(items)
  expect((await list('?kind=refunded')).items).toEqual([])
  const standing = async () =>
    (await world.send('GET', '/api/notifications/operator/mails/standing', undefined, headers)).json()
  const before = await standing()
  expect(before).toMatchObject({ refused: { tickets: 1 }, sentLastDay: expect.any(Number) })

  const again = (key = newKey()) =>
    world.send(
      'POST',
      '/api/notifications/operator/mails/send-again',
      { mails: [items[0].id], reason: 'a new address' },
      {
        ...headers,
        'idempotency-key': key,
      },
    )
  await world.deliver(registered(account, 'somebody@example.com', 3))
  const key = newKey()
  expect(await (await again(key)).json()).toEqual({ again: 1 })
  expect(await (await again(key)).json()).toEqual({ again: 1 })
  await world.settled()
  expect(mailsOf('somebody@example.com').map((mail) => mail.key)).toEqual([`${items[0].id}-1`])
  expect((await again()).status).toBe(404)
  expect((await list()).items).toEqual([])
  expect(await standing()).toEqual({ ...before, refused: {}, sentLastDay: before.sentLastDay + 1 })
  expect((await list('?state=sent&limit=1')).items).toHaveLength(1)
  const actions = await (await world.send('GET', '/api/notifications/operator/actions', undefined, headers)).json()
  expect(actions.items).toMatchObject([{ action: 'send-again', letter: items[0].id, reason: 'a new address' }])

  const other = paid((await somebody()).account)
  world.mail.faults.away = true
  await world.deliver(other)
  await admin(world.database.url, 'update notifications.mails set attempts = $2 where about = $1', [
    ...[other.data.order, MOST_TRIES - 1],
  ])
  await world.later('2 hours')
  await sweep(world.deps)
  world.mail.faults.away = false
  expect(await stateOf(other.data.order)).toMatchObject({ state: 'refused', why: expect.stringContaining('given up') })
})

test('what was in a mail is forgotten after a month, and that there was one is not', async () => {
  const { account, email } = await somebody()
  const told = paid(account)
  await world.deliver(told)
  await world.later('29 days')
  await sweep(world.deps)
  expect((await stateOf(told.data.order))?.letter).not.toBeNull()
  await world.later('2 days')
  await sweep(world.deps)
  expect(await stateOf(told.data.order)).toMatchObject({ state: 'sent', letter: null, email: null })
  await world.deliver({ ...told, id: newId('message') })
  expect(mailsOf(email)).toHaveLength(1)
})

test('who asks what was heard is told message by message: neither order nor gaps mean anything here', async () => {
  const { account } = await somebody()
  const [third, first] = [paid(account), newId('message')]
  await world.deliver(third)
  const ask = (token: string) =>
    world.send(
      'POST',
      '/api/notifications/messages/heard',
      { aggregates: [third.id, first, third.aggregate] },
      {
        authorization: `Bearer ${token}`,
      },
    )
  expect(await (await ask(world.config.internalToken)).json()).toEqual({ heard: { [third.id]: 3 } })
  expect((await ask('somebody else')).status).toBe(401)
})

test('messages that break their contract, or are signed by somebody else, change nothing', async () => {
  const told = paid()
  expect((await world.deliver(told, 'not a signature')).status).toBe(401)
  expect((await world.deliver({ ...told, data: { order: 'ord_1' } })).status).toBe(489)
  expect(
    (await world.deliver(message('order.confirmed', { order: newId('order'), payment: newId('payment') }))).status,
  ).toBe(489)
  expect(await stateOf(told.data.order)).toBeUndefined()
})

test.each([
  ['GET', '/api/notifications/operator/mails', undefined],
  ['GET', '/api/notifications/operator/mails/standing', undefined],
  ['POST', '/api/notifications/operator/mails/send-again', { mails: [newId('mail')], reason: 'because' }],
  ['GET', '/api/notifications/operator/dead-letters', undefined],
  ['GET', '/api/notifications/operator/actions', undefined],
  ['GET', '/api/notifications/operator/standing', undefined],
] as const)('%s %s is for operators alone', async (method, path, body) => {
  expect((await world.send(method, path, body)).status).toBe(401)
  const { headers } = await world.people.join('A stranger')
  const answer = await world.send(method, path, body, { ...headers, 'idempotency-key': newKey() })
  expect(answer.status).toBe(403)
})

test('bad input is refused by name', async () => {
  const headers = { ...(await operator()), 'idempotency-key': newKey() }
  const wrong = { mails: ['mai_1'], reason: 'no', more: 1 }
  const answer = await world.send('POST', '/api/notifications/operator/mails/send-again', wrong, headers)
  expect(answer.status).toBe(400)
  const { errors } = await answer.json()
  expect(errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '#/mails/0',
    '#/more',
    '#/reason',
  ])
  for (const query of ['state=lost', 'kind=newsletter', 'limit=101']) {
    const refused = await world.send('GET', `/api/notifications/operator/mails?${query}`, undefined, headers)
    expect([query, refused.status]).toEqual([query, 400])
  }
})

/** Many processes send at once what is due, each as often as it finds something. */
const race = async (processes: readonly Parameters<typeof sendMails>[0][], mails: number) => {
  const accounts = await Promise.all(Array.from({ length: mails }, () => somebody({ known: false })))
  for (const { account } of accounts) await world.deliver(paid(account))
  // All of them become due in one moment.
  await admin(
    world.database.url,
    `insert into notifications.recipients (account, version, email, language)
     select a.account, 1, a.email, 'en' from jsonb_to_recordset($1::jsonb) as a(account text, email text)`,
    [JSON.stringify(accounts)],
  )
  const tries: string[] = []
  const counting = processes.map((deps) => ({
    ...deps,
    carrier: {
      send: (mail: Parameters<typeof deps.carrier.send>[0]) => {
        tries.push(mail.to)
        return deps.carrier.send(mail)
      },
    },
  }))
  await Promise.all(counting.map((deps) => sendMails(deps)))
  return { tries: tries.length, distinct: new Set(tries).size }
}

test('processes that send at once give each mail to the carrier once', async () => {
  const processes = Array.from({ length: 6 }, () => world.another())
  expect(await race(processes, 24)).toEqual({ tries: 24, distinct: 24 })
})

test('control: without claims, they give it more than once', async () => {
  const careless = Array.from({ length: 6 }, () => {
    const deps = world.another()
    const claim = async () => {
      const claimed = await deps.mails.claim()
      await admin(
        world.database.url,
        'update notifications.mails set claimed_until = null where id = any ($1) and state = $2',
        [claimed.map(({ id }) => id), 'due'],
      )
      return claimed
    }
    return { ...deps, mails: { ...deps.mails, claim } }
  })
  const { tries, distinct } = await race(careless, 24)
  expect(distinct).toBe(24)
  expect(tries).toBeGreaterThan(24)
})
