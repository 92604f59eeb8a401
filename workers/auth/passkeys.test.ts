import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'
import { createAuthenticator, type Mischief } from '../../tests/setup/authenticator.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())
const origin = auth.config.publicUrl

const signedUp = async (name: string) => {
  const browser = jar()
  const body = { email: `${name}@example.com`, password: 'correct horse battery', name }
  const { account } = await (await auth.browse(browser, 'POST', '/api/auth/sign-up', body)).json()
  return { browser, account }
}
const post = (browser: Jar, path: string, body?: unknown) =>
  auth.browse(browser, 'POST', `/api/auth/passkeys/${path}`, body)
const slugOf = async (response: Response) => (await response.json()).type.replace('/problems/', '')

const registers = async (browser: Jar, device = createAuthenticator(origin), mischief: Mischief = {}) => {
  const options = await (await post(browser, 'register/options')).json()
  const response = await post(browser, 'register', { credential: device.create(options, mischief), name: 'My phone' })
  return { device, options, response }
}
const signsIn = async (device: ReturnType<typeof createAuthenticator>, mischief: Mischief = {}, browser = jar()) => {
  const options = await (await post(browser, 'sign-in/options')).json()
  const credential = device.get(options, mischief)
  return { browser, credential, response: await post(browser, 'sign-in', { credential }) }
}

const ada = await signedUp('ada')
const { device, options, response: registered } = await registers(ada.browser)

test('somebody signed in makes a passkey, and is told by mail', async () => {
  expect(registered.status).toBe(201)
  expect(options).toMatchObject({
    rp: { id: 'tickets.test', name: 'Holdfast' },
    user: { id: Buffer.from(ada.account.id).toString('base64url'), name: 'ada@example.com' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: 300_000,
  })
  expect(await auth.told('account.security-changed')).toMatchObject([
    { what: 'passkey-added', email: 'ada@example.com' },
  ])
})

test('it lets them in without a password, wherever they are, and says so', async () => {
  const { browser, response } = await signsIn(device)
  expect([response.status, (await response.json()).account]).toEqual([200, { ...ada.account, passkeys: 1 }])
  expect((await auth.browse(browser, 'GET', '/api/auth/me')).status).toBe(200)
  expect(await auth.told('account.signed-in')).toMatchObject([{ account: ada.account.id, kind: 'new-device' }])
  const again = await signsIn(device, {}, browser)
  expect(again.response.status).toBe(200)
  expect(await auth.told('account.signed-in')).toHaveLength(1)
})

test('what a sign-in is asked for is the same for everybody, and names no passkey', async () => {
  const asked = await (await post(jar(), 'sign-in/options')).json()
  expect(asked).toEqual({
    challenge: expect.stringMatching(/^[\w-]{43}$/),
    rpId: 'tickets.test',
    timeout: 300_000,
    userVerification: 'required',
  })
})

test.each<[string, Mischief]>([
  ['of another site', { origin: 'https://evil.test' }],
  ['of a site beside ours', { origin: 'https://sub.tickets.test' }],
  ['for another home', { rpId: 'evil.test' }],
  ['for something else', { type: 'webauthn.create' }],
  ['of a device that nobody unlocked', { unverified: true }],
  ['of another person', { userHandle: Buffer.from('acc_0198c0ffee007000a000000000000001').toString('base64url') }],
  ['that is forged', { forged: true }],
  ['that counts back', { counter: 0 }],
])('an answer %s opens nothing', async (_what, mischief) => {
  const { browser, response } = await signsIn(device, mischief)
  expect([response.status, await slugOf(response)]).toEqual([400, 'passkey-refused'])
  expect(browser.get('__Host-session')).toBeUndefined()
})

test('a counter that went back is told to who runs the store', () => {
  expect(auth.logged).toContainEqual(expect.objectContaining({ alert: 'passkey-counted-back' }))
})

test('a challenge is good once, for five minutes, and only if it is ours', async () => {
  const { credential } = await signsIn(device)
  expect(await slugOf(await post(jar(), 'sign-in', { credential }))).toBe('passkey-refused')
  const stale = await (await post(jar(), 'sign-in/options')).json()
  await admin(auth.database.url, `update auth.challenges set expires_at = expires_at - interval '5 minutes'`)
  expect(await slugOf(await post(jar(), 'sign-in', { credential: device.get(stale) }))).toBe('passkey-refused')
  const made = device.get({ challenge: 'A'.repeat(43) })
  expect(await slugOf(await post(jar(), 'sign-in', { credential: made }))).toBe('passkey-refused')
})

test('of many who send the same answer at once, one gets in', async () => {
  const credential = device.get(await (await post(jar(), 'sign-in/options')).json())
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(jar(), 'sign-in', { credential })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(400)])
})

test('a passkey nobody has registered opens nothing', async () => {
  const userHandle = Buffer.from(ada.account.id).toString('base64url')
  const { response } = await signsIn(createAuthenticator(origin), { userHandle })
  expect(await slugOf(response)).toBe('passkey-refused')
})

test('a challenge for a new passkey belongs to the session that asked', async () => {
  const mallory = await signedUp('mallory')
  const asked = await (await post(ada.browser, 'register/options')).json()
  const credential = createAuthenticator(origin).create(asked)
  expect(await slugOf(await post(mallory.browser, 'register', { credential }))).toBe('passkey-refused')
  expect(await slugOf(await post(ada.browser, 'register', { credential }))).toBe('passkey-refused')
  expect(await slugOf((await registers(mallory.browser, undefined, { unverified: true })).response)).toBe(
    'passkey-refused',
  )
  expect(await slugOf((await registers(mallory.browser, undefined, { origin: 'https://evil.test' })).response)).toBe(
    'passkey-refused',
  )
})

test('a passkey is added or taken away only by who has just proved who they are', async () => {
  const late = await signedUp('late')
  await admin(
    auth.database.url,
    `update auth.sessions set confirmed_at = now() - interval '11 minutes' where account = '${late.account.id}'`,
  )
  expect(await slugOf(await post(late.browser, 'register/options'))).toBe('confirm-it-is-you')
  const remove = () => auth.browse(late.browser, 'DELETE', '/api/auth/passkeys/psk_0198c0ffee007000a000000000000001')
  expect(await slugOf(await remove())).toBe('confirm-it-is-you')
  const confirmed = await auth.browse(late.browser, 'POST', '/api/auth/confirm', { password: 'correct horse battery' })
  expect(confirmed.status).toBe(204)
  expect((await post(late.browser, 'register/options')).status).toBe(200)
  expect(await slugOf(await remove())).toBe('not-found')
})

test('a passkey shows as well as the password that it is its owner, in the session that asked, and nobody else’s does', async () => {
  const age = () => admin(auth.database.url, `update auth.sessions set confirmed_at = now() - interval '11 minutes'`)
  const confirms = async (browser: Jar, by = device) => {
    const options = await (await post(browser, 'confirm/options')).json()
    const credential = by.get(options)
    return { options, credential, response: await post(browser, 'confirm', { credential }) }
  }
  const mallory = await signedUp('mallet')
  const { device: another } = await registers(mallory.browser)
  await age()
  expect(await slugOf((await confirms(mallory.browser)).response)).toBe('passkey-refused')
  expect(await slugOf((await confirms(ada.browser, another)).response)).toBe('passkey-refused')
  const unused = device.get(await (await post(mallory.browser, 'confirm/options')).json())
  expect(await slugOf(await post(ada.browser, 'confirm', { credential: unused }))).toBe('passkey-refused')
  expect(await slugOf(await post(ada.browser, 'register/options'))).toBe('confirm-it-is-you')
  const { options, credential, response } = await confirms(ada.browser)
  expect(options.allowCredentials).toHaveLength(1)
  expect(response.status).toBe(204)
  expect((await post(ada.browser, 'register/options')).status).toBe(200)
  expect(await slugOf(await post(ada.browser, 'confirm', { credential }))).toBe('passkey-refused')
  expect((await post(jar(), 'confirm/options')).status).toBe(401)
})

test('its owner sees it, names it and takes it away; a stranger finds nothing', async () => {
  const list = async (browser: Jar) => (await (await auth.browse(browser, 'GET', '/api/auth/passkeys')).json()).items
  const [passkey] = await list(ada.browser)
  expect(passkey).toEqual({
    id: expect.stringMatching(/^psk_/),
    name: 'My phone',
    synced: false,
    createdAt: expect.any(String),
    lastUsedAt: expect.any(String),
  })
  const stranger = await signedUp('stranger')
  const path = `/api/auth/passkeys/${passkey.id}`
  expect(await list(stranger.browser)).toEqual([])
  expect((await auth.browse(stranger.browser, 'PATCH', path, { name: 'Mine' })).status).toBe(404)
  expect((await auth.browse(stranger.browser, 'DELETE', path)).status).toBe(404)
  expect((await auth.browse(ada.browser, 'PATCH', path, { name: 'Old phone' })).status).toBe(204)
  expect((await list(ada.browser))[0].name).toBe('Old phone')
  expect((await auth.browse(ada.browser, 'DELETE', path)).status).toBe(204)
  expect(await slugOf((await signsIn(device)).response)).toBe('passkey-refused')
  const told = (await auth.told('account.security-changed')).filter(({ account }) => account === ada.account.id)
  expect(told).toMatchObject([{}, { what: 'passkey-removed' }])
})

test.each([{}, { credential: {} }, { credential: 'x' }, { credential: { id: '!', response: {} } }])(
  '%j is no answer of a device',
  async (body) => {
    expect((await post(jar(), 'sign-in', body)).status).toBe(400)
    expect((await post(ada.browser, 'register', body)).status).toBe(400)
  },
)
