import { newId } from '#shared/ids'
import type { DataOf, MessageType } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'

/** A message as its speaker would publish it. */
export const message = <Type extends MessageType>(
  type: Type,
  data: DataOf<Type>,
  { aggregate = newId('order') as string, version = 1 } = {},
): Message<Type, DataOf<Type>> => ({
  ...{ id: newId('message'), type, occurredAt: new Date().toISOString(), aggregate, version, traceparent: null, data },
})

/** An order's subject, of an event in Basel in summer. */
export const subject = (buyer = newId('account')) => ({
  ...{ buyer, event: newId('event'), title: 'Night of Strings', venue: 'Old Hall', city: 'Basel' },
  ...{ startsAt: '2027-07-01T18:30:00.000Z', timeZone: 'Europe/Zurich', cancelled: null },
})

export const paid = (buyer = newId('account'), order = newId('order')) =>
  message(
    'order.paid',
    {
      ...{ order, payment: newId('payment'), subject: subject(buyer), amount: 9000, currency: 'CHF' },
      lines: [{ name: 'Stalls', quantity: 2, price: 4500 }],
    },
    { aggregate: order, version: 3 },
  )

export const registered = (account: DataOf<'account.registered'>['account'], email: string, version = 1) =>
  message(
    version === 1 ? 'account.registered' : 'account.changed',
    { account, email, name: 'Ada', language: 'en', timeZone: 'Europe/London' },
    { aggregate: account, version },
  )
