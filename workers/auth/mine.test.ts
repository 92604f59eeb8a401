import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { listenersTo } from '#shared/messages/contracts'
import { AUDIENCE, LEAVERS_AUDIENCE } from '#workers/auth/store/accounts'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())

const password = 'correct horse battery'
const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const post = (browser: Jar, path: string, body?: unknown, headers = {}) =>
  auth.browse(browser, 'POST', `/api/auth/${path}`, body, headers)
const get = async (browser: Jar, path: string) => {
  const response = await auth.browse(browser, 'GET', `/api/auth/${path}`)
  return { status: response.status, headers: response.headers, body: await response.json() }
}
const slugOf = async (response: Response) => (await response.json()).type.replace('/problems/', '')
const signedUp = async (name: string) => {
  const browser = jar()
  const email = `${name}@example.com`
  const { account } = await (await post(browser, 'sign-up', { email, password, name }, FIREFOX)).json()
  return { browser, email, account }
}
const sweep = () =>
  auth.send('POST', '/internal/sweep', undefined, { authorization: `Bearer ${auth.config.internalToken}` })

test('somebody sees where they are signed in, and signs one out', async () => {
  const { browser, email } = await signedUp('ada')
  const phone = jar()
  await post(phone, 'sign-in', { email, password }, { 'user-agent': 'Safari/605 (iPhone; Mac OS X)' })
  const { items } = (await get(browser, 'sessions')).body
  expect(items).toMatchObject([
    { device: 'Safari on iPhone', current: false, place: null },
    { device: 'Firefox on Linux', current: true },
  ])
  const stranger = await signedUp('stranger')
  const end = (by: Jar, id: string) => auth.browse(by, 'DELETE', `/api/auth/sessions/${id}`)
  expect((await end(stranger.browser, items[0].id)).status).toBe(404)
  expect((await end(browser, 'ord_0198c0ffee007000a000000000000001')).status).toBe(400)
  expect((await end(browser, items[0].id)).status).toBe(204)
  expect([(await get(phone, 'me')).status, (await post(phone, 'refresh')).status]).toEqual([401, 401])
  expect((await end(browser, items[0].id)).status).toBe(404)
  expect((await get(browser, 'sessions')).body.items).toHaveLength(1)
})

test('a browser that is new to an account is told of, one that is known is not', async () => {
  const { browser, email, account } = await signedUp('devices')
  await post(browser, 'sign-out')
  await post(browser, 'sign-in', { email, password }, FIREFOX)
  const mine = async () => (await auth.told('account.signed-in')).filter((message) => message.account === account.id)
  expect(await mine()).toEqual([])
  await post(jar(), 'sign-in', { email, password }, FIREFOX)
  expect(await mine()).toMatchObject([{ kind: 'new-device', device: 'Firefox on Linux', email }])
})

test('signing out everywhere ends all there is, here included', async () => {
  const { browser, email } = await signedUp('everywhere')
  const other = jar()
  await post(other, 'sign-in', { email, password })
  expect((await post(browser, 'sign-out-everywhere')).status).toBe(204)
  expect(browser.names()).toEqual(['__Host-device'])
  expect([(await get(other, 'me')).status, (await post(other, 'refresh')).status]).toEqual([401, 401])
})

test('signing out everywhere else leaves this one, and everybody else’s', async () => {
  const { browser, email } = await signedUp('elsewhere')
  const [other, stranger] = [jar(), await signedUp('untouched')]
  await post(other, 'sign-in', { email, password })
  expect((await auth.browse(jar(), 'DELETE', '/api/auth/sessions')).status).toBe(401)
  expect((await auth.browse(browser, 'DELETE', '/api/auth/sessions')).status).toBe(204)
  expect([(await get(other, 'me')).status, (await get(browser, 'me')).status]).toEqual([401, 200])
  expect((await get(stranger.browser, 'me')).status).toBe(200)
})

test('name, language and time zone are changed, told, and in the next token', async () => {
  const { browser, account } = await signedUp('profile')
  const changes = { name: 'Profil', language: 'fr', timeZone: 'Europe/Paris' }
  const answer = await auth.browse(browser, 'PATCH', '/api/auth/profile', changes)
  expect((await answer.json()).account).toEqual({ ...account, ...changes })
  expect(await auth.told('account.changed')).toMatchObject([{ account: account.id, ...changes }])
  await post(browser, 'refresh')
  const [, payload = ''] = (browser.get('__Host-session') ?? '').split('.')
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).name).toBe('Profil')
})

test('five changes at once leave messages without a gap, the last of them what is true', async () => {
  const { browser, account } = await signedUp('busy')
  const changes = Array.from({ length: 5 }, (_, i) =>
    auth.browse(browser.copy(), 'PATCH', '/api/auth/profile', { name: `Name ${i}` }),
  )
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual(Array(5).fill(200))
  await auth.settled()
  const told = auth.published.filter(({ aggregate }) => aggregate === account.id)
  const inOrder = told.toSorted((a, b) => a.version - b.version)
  expect(inOrder.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(inOrder.at(-1)?.data).toMatchObject({ name: (await get(browser, 'me')).body.account.name })
})

test.each([
  [{}, '#'],
  [{ name: 'a\0b' }, '#/name'],
  [{ language: 'xx' }, '#/language'],
  [{ timeZone: '+01:00' }, '#/timeZone'],
  [{ email: 'x@example.com' }, '#/email'],
  [{ roles: ['operator'] }, '#/roles'],
])('a profile is not changed by %j', async (body, pointer) => {
  const { browser } = await signedUp(`wrong${Math.random()}`.replace('.', ''))
  const answer = await auth.browse(browser, 'PATCH', '/api/auth/profile', body)
  expect((await answer.json()).errors[0].pointer).toBe(pointer)
})

test('what is known of somebody they may take along, and nothing in it opens anything', async () => {
  const { browser, email, account } = await signedUp('export')
  const { headers, body } = await get(browser, 'export')
  expect(headers.get('content-disposition')).toBe('attachment; filename="holdfast-account.json"')
  expect(body).toMatchObject({
    account: { id: account.id, email, name: 'export' },
    sessions: [{ device: 'Firefox on Linux' }],
    devices: [{ device: 'Firefox on Linux' }],
    passkeys: [],
    links: [{ kind: 'verify-email', email }],
  })
  expect(JSON.stringify(body)).not.toMatch(/scrypt|hash|current"?:"|lnk_/i)
  expect((await get(jar(), 'export')).status).toBe(401)
})

test('an account goes for good: told, forgotten, and its address is free', async () => {
  const { browser, email, account } = await signedUp('leaver')
  const ask = (body: unknown) => post(browser, 'delete', body)
  expect((await ask({ confirm: 'yes' })).status).toBe(400)
  await admin(auth.database.url, `update auth.sessions set confirmed_at = now() - interval '11 minutes'`)
  expect(await slugOf(await ask({ confirm: 'delete my account' }))).toBe('confirm-it-is-you')
  await post(browser, 'confirm', { password })
  const other = browser.copy()
  expect((await ask({ confirm: 'delete my account' })).status).toBe(202)
  expect([(await get(other, 'me')).status, (await post(other, 'refresh')).status]).toEqual([401, 401])
  expect(await auth.told('account.deleted')).toEqual([{ account: account.id }])
  expect((await post(jar(), 'sign-in', { email, password })).status).toBe(401)

  // Kept until it has been heard, and not longer.
  await admin(auth.database.url, `update auth.outbox set heard_at = now() where aggregate = '${account.id}'`)
  await sweep()
  const everything = await admin(
    auth.database.url,
    `select to_jsonb(o) from auth.outbox o where aggregate = '${account.id}' or data::text like '%${email}%'
      union all select to_jsonb(l) from auth.links l where email = '${email}'
      union all select to_jsonb(d) from auth.devices d where account = '${account.id}'`,
  )
  expect(everything).toMatchObject([{ to_jsonb: { type: 'account.deleted', data: { account: account.id } } }])
  expect((await post(jar(), 'sign-up', { email, password, name: 'New' })).status).toBe(201)
})

test('accounts from before there were messages are told of by the sweep, once', async () => {
  const { account } = await signedUp('old')
  await admin(auth.database.url, `delete from auth.outbox where aggregate = '${account.id}'`)
  await admin(auth.database.url, `update auth.accounts set told = 0, audience = 0 where id = '${account.id}'`)
  auth.published.length = 0
  await sweep()
  await sweep()
  expect(auth.published.map(({ type, aggregate, version }) => ({ type, aggregate, version }))).toEqual([
    { type: 'account.registered', aggregate: account.id, version: 1 },
  ])
  expect((await auth.told('account.registered'))[0]).toMatchObject({
    account: account.id,
    name: 'old',
    timeZone: 'UTC',
  })
})

test('who came to listen later is told of everybody by the sweep, as they are now, so many at a time and once', async () => {
  const { account } = await signedUp('elder')
  const { account: other } = await signedUp('younger')
  const ids = [account.id, other.id]
  const versions = () =>
    admin<{ id: string; told: number }>(
      auth.database.url,
      'select id, told from auth.accounts where id = any ($1) order by id',
      [ids],
    )
  const before = await versions()
  await admin(auth.database.url, 'update auth.accounts set audience = 1 where id = any ($1)', [ids])
  auth.published.length = 0
  await sweep()
  await sweep()
  const after = await versions()
  expect(after).toEqual(before.map(({ id, told }) => ({ id, told: told + 1 })))
  expect(auth.published.map(({ type, aggregate, version }) => ({ type, aggregate, version }))).toEqual(
    after.map(({ id, told }) => ({ type: 'account.changed', aggregate: id, version: told })),
  )
})

test('a sweep tells of so many and no more: the broker counts what it is given, and others wait for it', async () => {
  const { account } = await signedUp('crowded')
  const left = async () => {
    const [row] = await admin<{ count: number }>(
      auth.database.url,
      `select count(*)::integer as count from auth.accounts where audience < ${AUDIENCE}`,
    )
    return row?.count
  }
  await admin(
    auth.database.url,
    `insert into auth.accounts (id, email, email_key, name, language, time_zone, password_hash, roles, told, audience)
      select 'acc_crowd' || n, n || email, n || email_key, name, language, time_zone, password_hash, roles, 1, 1
      from auth.accounts, generate_series(1, 45) n where id = $1`,
    [account.id],
  )
  auth.published.length = 0
  const after: unknown[] = []
  for (let n = 0; n < 3; n++) {
    await sweep()
    after.push([await left(), auth.published.length])
  }
  expect(after).toEqual([
    [25, 20],
    [5, 40],
    [0, 45],
  ])
})

test('who left while fewer listened is asked about once more, and who left since is not', async () => {
  const leaves = async (name: string) => {
    const { browser, account } = await signedUp(name)
    await post(browser, 'delete', { confirm: 'delete my account' })
    await auth.told('account.deleted')
    return account.id as string
  }
  const [before, since] = [await leaves('left-before'), await leaves('left-since')]
  const { url } = auth.database
  await admin(url, `update auth.outbox set heard_at = now() where aggregate = any ($1)`, [[before, since]])
  // As the version before writes it.
  await admin(url, `update auth.erasures set audience = default where account = $1`, [before])
  const unheard = () =>
    admin(
      url,
      `select aggregate, ask_at > now() + interval '9 minutes' as later from auth.outbox
        where type = 'account.deleted' and heard_at is null and aggregate = any ($1)`,
      [[before, since]],
    )
  await sweep()
  // Not while somebody of the version before may still be there to ask.
  expect(await unheard()).toEqual([{ aggregate: before, later: true }])
  await admin(url, `update auth.outbox set heard_at = now() where aggregate = $1`, [before])
  await sweep()
  expect(await unheard()).toEqual([])
  expect([listenersTo('account.changed'), listenersTo('account.deleted')].map(({ length }) => length)).toEqual([
    AUDIENCE,
    LEAVERS_AUDIENCE,
  ])
})

test('what was told is seen by operators alone, and nothing of what it says', async () => {
  const { browser, email } = await signedUp('boss')
  for (const path of ['operator/standing', 'operator/messages']) {
    expect([(await get(jar(), path)).status, (await get(browser, path)).status]).toEqual([401, 403])
  }
  await admin(auth.database.url, `update auth.accounts set roles = '{operator}' where email_key = '${email}'`)
  await post(browser, 'refresh')
  expect((await get(browser, 'operator/standing')).body).toMatchObject({ service: 'auth', unpublished: 0 })
  const { body } = await get(browser, 'operator/messages')
  expect(body.items[0]).toMatchObject({ type: 'account.link-asked' })
  expect(JSON.stringify(body)).not.toContain('@')
})

test('an operator signs somebody out everywhere, saying why, and nobody else does', async () => {
  const [boss, ben, thief] = [await signedUp('chief'), await signedUp('benno'), jar()]
  await post(thief, 'sign-in', { email: ben.email, password })
  const wanted = { account: ben.account.id, reason: 'his phone was stolen' }
  const signOut = (by: Jar, body: unknown) => post(by, 'operator/sign-out', body)
  expect([(await signOut(jar(), wanted)).status, (await signOut(ben.browser, wanted)).status]).toEqual([401, 403])

  await admin(auth.database.url, `update auth.accounts set roles = '{operator}' where email_key = '${boss.email}'`)
  await post(boss.browser, 'refresh')
  expect((await signOut(boss.browser, { account: ben.account.id, reason: '' })).status).toBe(400)
  expect(await (await signOut(boss.browser, wanted)).json()).toEqual({ ended: 2 })
  for (const browser of [ben.browser, thief])
    expect([(await get(browser, 'me')).status, (await post(browser, 'refresh')).status]).toEqual([401, 401])
  expect((await get(boss.browser, 'me')).status).toBe(200)
  expect(auth.logged).toContainEqual(
    expect.objectContaining({ account: ben.account.id, ended: 2, operator: boss.account.id, reason: wanted.reason }),
  )
  // Nobody of this name, and nobody who is signed in, are one and the same to whoever asks.
  expect(await (await signOut(boss.browser, wanted)).json()).toEqual({ ended: 0 })
})
