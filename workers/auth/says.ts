import type { Saying } from '#shared/messages/contracts'
import type { Account } from './account.ts'

// What auth tells of an account, and to whom it is to be read: plain values, nothing is sent here.

export const recipientOf = ({ id, email, name, language }: Pick<Account, 'id' | 'email' | 'name' | 'language'>) => ({
  ...{ account: id, email, name, language },
})

type Told = Pick<Account, 'id' | 'email' | 'name' | 'language' | 'timeZone'>

export const registered = (account: Told): Saying => ({
  type: 'account.registered',
  data: { ...recipientOf(account), timeZone: account.timeZone },
})

export const changed = (account: Told): Saying => ({
  type: 'account.changed',
  data: { ...recipientOf(account), timeZone: account.timeZone },
})

type What = Extract<Saying, { type: 'account.security-changed' }>['data']['what']

/** In case it was not the owner. `before`: the address it had, which is told as well. */
export const securityChanged = (account: Told, what: What, at: Date, before: string | null = null): Saying => ({
  type: 'account.security-changed',
  data: { ...recipientOf(account), what, at: at.toISOString(), ...(before === null ? {} : { alsoTo: before }) },
})

export const newDevice = (account: Told, device: string, at: Date): Saying => ({
  type: 'account.signed-in',
  data: { ...recipientOf(account), kind: 'new-device', device, at: at.toISOString() },
})
