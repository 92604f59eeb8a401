import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { authenticatorApp } from '../setup/authenticator-app.ts'
import { meetsNoBarrier } from './axe.ts'
import { readsCode } from './camera.ts'
import { withDevice } from './device.ts'
import { mailTo, member } from './mailbox.ts'
import { eventually, openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore({ host: 'localhost', signUp: 'verified' })

const PASSWORD = 'correct horse battery'
const signsIn = async (visitor: Visitor, email: string, password = PASSWORD) => {
  await visitor.fills({ Email: email, Password: password })
  await visitor.press('Sign in')
}
/** Eleven minutes after everybody last proved who they are. */
const later = () =>
  admin(store.network.database, `update auth.sessions set confirmed_at = confirmed_at - interval '11 minutes'`)
const completes = (visitor: Visitor, label: string) => visitor.field(label).getAttribute('autocomplete')
/** As a password manager or a person does who keeps it elsewhere. */
const pastes = async (visitor: Visitor, label: string, text: string) => {
  await visitor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await visitor.page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await visitor.field(label).focus()
  await visitor.page.keyboard.press('ControlOrMeta+V')
}
const addressIsClean = (visitor: Visitor) => eventually(() => visitor.page.url()).not.toMatch(/token|lnk_/)

test('somebody signs up, types the code from the mail, and goes on where they wanted to', async () => {
  const visitor = await store.visit({ size: 'phone' })
  await visitor.goTo('/orders')
  await visitor.follow('Create an account')
  await visitor.at('Create your account')
  await visitor.fills({ Name: 'Ada', Email: 'ada@example.com', Password: 'short' })
  await visitor.reads('Too short: 3 more to go.')
  await visitor.fills({ Password: 'password1' })
  await visitor.press('Create account')
  await visitor.reads(/one of the passwords everybody tries first/)
  await visitor.fills({ Password: PASSWORD })
  // Hidden, shown, hidden again; pasted; and a password manager knows what it is (ASVS 6.2.6, 6.2.7).
  const typeOf = () => visitor.field('Password').getAttribute('type')
  const seen = [await typeOf()]
  for (const press of ['Show what is typed: Password', 'Hide what is typed: Password']) {
    await visitor.press(press)
    seen.push(await typeOf())
  }
  expect(seen).toEqual(['password', 'text', 'password'])
  await visitor.fills({ Password: '' })
  await pastes(visitor, 'Password', PASSWORD)
  expect(await visitor.field('Password').inputValue()).toBe(PASSWORD)
  expect(await Promise.all(['Email', 'Password'].map((label) => completes(visitor, label)))).toEqual([
    ...['email', 'new-password'],
  ])
  await visitor.press('Create account')
  await visitor.at('Look into your mail')
  expect(await visitor.field('Code').evaluate((field) => field === document.activeElement)).toBe(true)
  const { code } = await mailTo(store.network, 'ada@example.com', 'verify-email')
  await visitor.field('Code').fill(code === '000000' ? '000001' : '000000')
  await visitor.reads('Look at the newest mail. You have 4 more tries.')
  await meetsNoBarrier(visitor)
  // A reload does not begin again: the code in the mail is still good, and no password was kept for it.
  await visitor.page.reload()
  await visitor.at('Look into your mail')
  await visitor.reads('ada@example.com')
  expect(await visitor.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
    PASSWORD,
  )
  // As it stands in the mail, with the blank in the middle.
  await visitor.field('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await visitor.at('My tickets')
  expect(visitor.path).toBe('/orders')
})

test('the mail is sent again, and only its code counts; its link in another browser asks for the password', async () => {
  const visitor = await store.visit()
  await visitor.page.clock.install()
  await visitor.goTo('/sign-up')
  await visitor.fills({ Name: 'Gus', Email: 'gus@example.com', Password: PASSWORD })
  await visitor.press('Create account')
  await visitor.at('Look into your mail')
  await visitor.reads(/sent again in \d+ seconds/)
  const first = await mailTo(store.network, 'gus@example.com', 'verify-email')
  await visitor.page.clock.fastForward(31_000)
  await visitor.press('Send it again')
  await visitor.reads('Another mail is on its way. Only its code counts now.')
  const second = await mailTo(store.network, 'gus@example.com', 'verify-email', 2)
  await visitor.field('Code').fill(first.code)
  await visitor.reads('Look at the newest mail. You have 4 more tries.')

  const elsewhere = await store.visit({ size: 'phone', scheme: 'dark' })
  await elsewhere.goTo(second.path)
  await elsewhere.at('Confirm your address')
  await addressIsClean(elsewhere)
  await elsewhere.press('Confirm my address')
  await elsewhere.reads(/This is not the browser in which you signed up/)
  await elsewhere.fills({ Password: 'wrong horse battery' })
  await elsewhere.press('Confirm my address')
  await elsewhere.reads('The email or the password is not right')
  await meetsNoBarrier(elsewhere)
  await elsewhere.fills({ Password: PASSWORD })
  await elsewhere.press('Confirm my address')
  await elsewhere.at('Your address is confirmed')
  await elsewhere.button('Account: Gus').waitFor()
  // Where it was asked for, the code has nothing left to confirm.
  await visitor.field('Code').fill(second.code)
  await visitor.reads('This was used already, or is too old')
})

test('signing in turns the pages to the account’s language, unless another was chosen on this device', async () => {
  const mia = await member(store.network, 'Mia')
  await mia.succeed('PATCH', '/api/auth/profile', { body: { language: 'de' } })
  const visitor = await store.visit()
  await visitor.goTo('/sign-in?next=%2Forders')
  expect(await Promise.all(['Email', 'Password'].map((label) => completes(visitor, label)))).toEqual([
    ...['username webauthn', 'current-password'],
  ])
  await signsIn(visitor, 'mia@example.com')
  await visitor.at('Meine Tickets')
  await visitor.page.reload()
  await visitor.at('Meine Tickets')
  // Whoever comes next is spoken to as their browser wants it.
  await visitor.press('Konto: Mia')
  await visitor.press('Abmelden')
  await eventually(() => visitor.path).toBe('/')
  await visitor.goTo('/sign-in')
  await visitor.at('Sign in')

  const chosen = await store.visit()
  await chosen.goTo('/sign-in?next=%2Forders')
  await chosen.page.evaluate(() => localStorage.setItem('holdfast.language', 'en'))
  await signsIn(chosen, 'mia@example.com')
  await chosen.at('My tickets')
})

test('an app is set up, asked for at the door, stood in for by a recovery code, and turned off', async () => {
  const zoe = await member(store.network, 'Zoe')
  const visitor = await store.visit({ as: zoe })
  await visitor.goTo('/account')
  await visitor.press('Set up an app')
  await visitor.reads('Scan this with your app')
  const uri = new URL(await readsCode(visitor, 'QR code for your app'))
  expect(decodeURIComponent(uri.pathname)).toBe('/Holdfast:zoe@example.com')
  const secret = uri.searchParams.get('secret') ?? ''
  // Who cannot scan it reads the same.
  await visitor.reads(secret.match(/.{4}/g)?.join(' ') ?? '')
  const app = authenticatorApp(secret)
  await visitor.field('Code from your app').fill('000000')
  await visitor.reads(/^this is not the code for this secret/)
  await meetsNoBarrier(visitor)
  const used = app.shows()
  await visitor.field('Code from your app').fill(used)
  await visitor.reads('Save these now: they are not shown again')
  const codes = await visitor.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts()
  expect(codes).toHaveLength(10)
  await meetsNoBarrier(visitor)
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), visitor.press('Download')])
  expect(await readFile(await download.path(), 'utf8')).toBe(`${codes.join('\n')}\n`)
  await visitor.press('I have saved them')
  await visitor.reads('10 recovery codes left')
  await meetsNoBarrier(visitor)

  const phone = await store.visit({ size: 'phone', scheme: 'dark' })
  await phone.goTo('/sign-in?next=%2Faccount')
  await signsIn(phone, 'zoe@example.com')
  await phone.at('Enter the code from your app')
  expect(await completes(phone, 'Code')).toBe('one-time-code')
  await phone.field('Code').fill(used)
  await phone.reads('this is not the current code, or it was used already. You have 4 more tries.')
  await meetsNoBarrier(phone)
  await phone.field('Code').fill(app.shows(1))
  await phone.at('Your account')

  const lost = await store.visit({ size: 'phone' })
  await lost.goTo('/sign-in?next=%2Faccount')
  await signsIn(lost, 'zoe@example.com')
  await lost.press('I do not have my phone')
  await lost.fills({ 'Recovery code': codes[3] ?? '' })
  await meetsNoBarrier(lost)
  await lost.press('Sign in')
  await lost.reads('9 recovery codes left')

  await later()
  await lost.press('Turn off')
  await lost.press('Turn it off')
  await lost.fills({ 'Your password': PASSWORD, 'Code from your app': '000000' })
  await lost.press('Continue')
  await lost.reads('this is not the current code, or it was used already')
  await meetsNoBarrier(lost)
  await lost.fills({ 'Your password': PASSWORD, 'Code from your app': codes[5] ?? '' })
  await lost.press('Continue')
  await lost.button('Set up an app').waitFor()
})

test('who forgot the password chooses another one by mail, once', async () => {
  await member(store.network, 'Ben')
  const visitor = await store.visit({ scheme: 'dark' })
  await visitor.goTo('/sign-in')
  await visitor.follow('Forgot password?')
  await visitor.at('Forgot your password?')
  await visitor.fills({ Email: 'ben@example.com' })
  await visitor.press('Send the link')
  await visitor.at('Look into your mail')
  const { path } = await mailTo(store.network, 'ben@example.com', 'reset-password')
  await visitor.goTo(path)
  await visitor.at('Choose another password')
  await addressIsClean(visitor)
  await meetsNoBarrier(visitor)
  await visitor.fills({ 'New password': 'another horse entirely' })
  await visitor.press('Change password')
  await visitor.at('Your password is changed')
  await visitor.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await signsIn(visitor, 'ben@example.com', 'another horse entirely')
  await visitor.button(/^Account: Ben/).waitFor()
  await visitor.goTo(path)
  await visitor.fills({ 'New password': 'a third horse entirely' })
  await visitor.press('Change password')
  await visitor.reads('The link was used already, or is too old')
})

test('a passkey is added, opens the door, and is taken away after one more proof', async () => {
  const eve = await member(store.network, 'Eve')
  const visitor = await store.visit({ as: eve })
  const device = await withDevice(visitor)
  await visitor.goTo('/orders')
  await visitor.press('Account: Eve')
  await visitor.follow('Account')
  await visitor.at('Your account')
  await visitor.press('Add a passkey')
  await visitor.reads('Added. Next time, sign in with it.')
  expect(await device.passkeys()).toBe(1)
  await visitor.press(/^Rename /)
  await visitor.fills({ 'Name of the passkey': 'Work laptop' })
  await visitor.press('Save name')
  await visitor.button('Rename Work laptop').waitFor()
  await meetsNoBarrier(visitor)
  // Where the address is typed, the browser suggests it; this device takes what is suggested at once.
  const signedOut = () => visitor.page.context().clearCookies()
  await signedOut()
  await visitor.goTo('/sign-in?next=%2Faccount')
  await visitor.at('Your account')
  // A browser that suggests nothing, where the button is pressed.
  await visitor.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
  await signedOut()
  await visitor.goTo('/sign-in?next=%2Faccount')
  await visitor.press('Sign in with a passkey')
  await visitor.at('Your account')

  await later()
  await visitor.press('Remove Work laptop')
  await visitor.press('Remove passkey')
  await visitor.page.getByRole('dialog', { name: 'Confirm it is you' }).waitFor()
  await visitor.press('Use a passkey')
  await visitor.reads(/^None yet\./)

  // The same by password: wrong first, then right, and what was asked for is done.
  await later()
  await visitor.press('Change email')
  await visitor.fills({ 'New email': 'eve@example.org' })
  await visitor.press('Send the link')
  await visitor.fills({ 'Your password': 'wrong horse' })
  await visitor.press('Continue')
  await visitor.reads('this is not your password')
  await visitor.fills({ 'Your password': PASSWORD })
  await visitor.press('Continue')
  await visitor.reads('Look into the mail of your new address')
  await visitor.goTo((await mailTo(store.network, 'eve@example.org', 'change-email')).path)
  await visitor.at('Use this address from now on')
  await addressIsClean(visitor)
  await visitor.press('Change my address')
  await visitor.at('Your address is changed')
  await visitor.follow('To your account')
  await visitor.reads('eve@example.org')
})

test('somebody signs another browser out, takes their data along, and leaves for good', async () => {
  const dan = await member(store.network, 'Dan')
  const [here, there] = [await store.visit({ as: dan }), await store.visit({ size: 'phone', scheme: 'dark' })]
  await there.goTo('/sign-in?next=%2Faccount')
  await signsIn(there, 'dan@example.com')
  await there.at('Your account')
  await there.reads('This one')
  await meetsNoBarrier(there)

  await here.goTo('/account')
  await here.press(/^Sign out .+ on Linux$/)
  await eventually(() => here.button('Sign out everywhere else').count()).toBe(0)
  await there.goTo('/account')
  await there.at('Sign in')

  await here.fills({ Name: 'Daniel' })
  await here.press('Save profile')
  await here.button('Account: Daniel').waitFor()
  const [download] = await Promise.all([here.page.waitForEvent('download'), here.press('Download my data')])
  const mine = JSON.parse(await readFile(await download.path(), 'utf8'))
  expect(mine).toMatchObject({ account: { account: { email: 'dan@example.com' } }, orders: [], events: [] })

  await later()
  await here.press('Delete my account')
  await here.press('Delete it for good')
  await here.reads('these are not the words')
  await here.fills({ 'To be sure': 'delete my account' })
  await meetsNoBarrier(here)
  await here.press('Delete it for good')
  await here.fills({ 'Your password': PASSWORD })
  await here.press('Continue')
  await here.at('Your account is deleted')
  await here.link('Sign in').waitFor()
  await there.page.reload()
  await signsIn(there, 'dan@example.com')
  await there.reads('The email or the password is not right')
})
