import { test } from 'vitest'
import { admin } from '#local/postgres'
import { meetsNoBarrier } from './axe.ts'
import { withDevice } from './device.ts'
import { member } from './mailbox.ts'
import { openStore } from './store.ts'

const store = openStore({ host: 'localhost', signUp: 'verified' })
const out = '/tmp/out/account'

test('shots', async () => {
  const ada = await member(store.network, 'Ada')
  await admin(store.network.database, 'update auth.accounts set email_verified_at = null')
  for (const [size, scheme] of [
    ['phone', 'dark'],
    ['desktop', 'light'],
  ] as const) {
    const me = await store.visit({ size, scheme, as: ada })
    await withDevice(me)
    await me.goTo('/sign-in')
    await me.goTo('/account')
    await me.at('Your account')
    await me.press('Add a passkey')
    await me.reads('Added. Next time, sign in with it.')
    await me.press('Change email')
    await me.press('Change password')
    await me.fills({ 'New password': 'abcdefgh' })
    await me
      .button(/^Remove /)
      .first()
      .click()
    await me.page.screenshot({ path: `${out}/account-open-${size}-${scheme}.png`, fullPage: true })
    await meetsNoBarrier(me)
    await admin(store.network.database, `update auth.sessions set confirmed_at = confirmed_at - interval '11 minutes'`)
    await me.press('Remove passkey')
    await me.field('Your password').fill('nope nope')
    await me.press('Continue')
    await me.reads('this is not your password')
    await me.page.screenshot({ path: `${out}/confirm-${size}-${scheme}.png` })
    await meetsNoBarrier(me)
    await me.press('Use a passkey')
    await me.reads('Add a passkey')
    await me.goTo('/')
    await me.press('Account: Ada')
    await me.page.screenshot({ path: `${out}/menu-${size}-${scheme}.png` })
  }
})
