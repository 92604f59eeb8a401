import type { Id } from '#shared/ids'
import type { Language } from '#shared/messages/auth'
import type { DataOf, MessageType } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import type { OrderLine, OrderSubject, RefusalReason } from '#shared/messages/orders'
import { type Money, money } from '#shared/money'

export const languages = ['en', 'de', 'fr'] as const satisfies readonly Language[]

/** Everything that people are written. */
export const mailKinds = [
  'verify-email',
  'change-email',
  'reset-password',
  'already-registered',
  'new-sign-in',
  'security-changed',
  'tickets',
  'payment-refused',
  'refunded',
  'event-cancelled',
] as const
export type MailKind = (typeof mailKinds)[number]

/** `due` to be sent, now or later · `sent` · `refused` for good, for an operator to look at · `dropped`: it is of no use any more. */
export const mailStates = ['due', 'sent', 'refused', 'dropped'] as const
export type MailState = (typeof mailStates)[number]

/** Every transition there is; back to `due` only by an operator. */
export const transitions = {
  due: ['due', 'sent', 'refused', 'dropped'],
  sent: [],
  refused: ['due'],
  dropped: [],
} as const satisfies Record<MailState, readonly MailState[]>

/** An event as a mail tells of it. */
export type EventTold = Omit<OrderSubject, 'buyer' | 'event'>

type LinkLetter = { link: Id<'link'>; expiresAt: string; code: boolean }

/** What a mail says, in no language yet. */
export type Letter =
  | ({ kind: 'verify-email' } & LinkLetter)
  | ({ kind: 'change-email' } & LinkLetter)
  | ({ kind: 'reset-password' } & LinkLetter)
  | { kind: 'already-registered' }
  | { kind: 'new-sign-in'; device: string; at: string }
  | { kind: 'security-changed'; what: DataOf<'account.security-changed'>['what']; at: string }
  | { kind: 'tickets'; order: Id<'order'>; event: EventTold; lines: OrderLine[]; total: Money; again?: true }
  | { kind: 'payment-refused'; order: Id<'order'>; event: EventTold; because: RefusalReason }
  | { kind: 'refunded'; order: Id<'order'>; event: EventTold; refund: Money; units: number; reason: string | null }
  | { kind: 'event-cancelled'; order: Id<'order'>; event: EventTold; refund: Money | null }

/** A mail that is to be written. It goes to `email`, or, where that is null, to wherever the account's mail goes by then. */
export type NewMail = {
  /** What it is about: with its kind, what it is known by. */
  about: string
  account: Id<'account'> | null
  email: string | null
  language: Language | null
  order: Id<'order'> | null
  uselessAt: string | null
  letter: Letter
}

/** The messages that people may be written because of. */
export const causes = [
  'account.link-asked',
  'account.taken',
  'account.signed-in',
  'account.security-changed',
  'order.paid',
  'order.payment-refused',
  'order.refund-asked',
  'order.refunded',
  'order.tickets-asked-for',
] as const satisfies MessageType[]
type Caused<Type extends MessageType> = Type extends MessageType ? Message<Type, DataOf<Type>> : never
export type Cause = Caused<(typeof causes)[number]>

type Addressed = { account: Id<'account'>; email: string; language: Language }
const toAddress = ({ account, email, language }: Addressed) => ({ account, email, language, order: null })

const isAccount = (aggregate: string): aggregate is Id<'account'> => aggregate.startsWith('acc_')

/** To the buyer of an order, where it is told who that is. */
const toBuyer = (order: Id<'order'>, subject: OrderSubject | null | undefined, write: (event: EventTold) => Told) => {
  if (!subject) return []
  const { buyer, event: _, ...event } = subject
  return [{ account: buyer, email: null, language: null, order, uselessAt: null, ...write(event) }]
}
type Told = { about: string; letter: Letter }

/**
 * Which mails a message leads to. The same whenever, however often and in whichever order messages come: a mail is known by
 * what it is about and its kind, and nothing here depends on any other message.
 */
export const mailsFor = (message: Cause): NewMail[] => {
  switch (message.type) {
    case 'account.link-asked': {
      const { link, kind, expiresAt, code } = message.data
      const letter: Letter = { kind, link, expiresAt, code }
      return [{ ...toAddress(message.data), about: link, uselessAt: expiresAt, letter }]
    }
    case 'account.taken': {
      const { email, language } = message.data
      const account = isAccount(message.aggregate) ? message.aggregate : null
      const to = { account, email, language, order: null, uselessAt: null }
      return [{ ...to, about: message.id, letter: { kind: 'already-registered' } }]
    }
    case 'account.signed-in': {
      const { device, at } = message.data
      const letter: Letter = { kind: 'new-sign-in', device, at }
      return [{ ...toAddress(message.data), about: message.id, uselessAt: null, letter }]
    }
    case 'account.security-changed': {
      const { what, at, alsoTo, email } = message.data
      const mail = {
        ...toAddress(message.data),
        uselessAt: null,
        letter: { kind: 'security-changed', what, at } as const,
      }
      const before = alsoTo && alsoTo !== email ? [{ ...mail, email: alsoTo, about: `${message.id}/before` }] : []
      return [{ ...mail, about: message.id }, ...before]
    }
    case 'order.paid': {
      const { order, subject, lines, amount, currency } = message.data
      if (!lines || !currency) return []
      const total = money(amount ?? 0, currency)
      return toBuyer(order, subject, (event) => ({
        about: order,
        letter: { kind: 'tickets', order, event, lines, total },
      }))
    }
    case 'order.tickets-asked-for': {
      const { order, resend, subject, lines, amount, currency } = message.data
      const total = money(amount, currency)
      return toBuyer(order, subject, (event) => ({
        about: resend,
        letter: { kind: 'tickets', order, event, lines, total, again: true },
      }))
    }
    case 'order.payment-refused': {
      const { order, payment, subject, because } = message.data
      return toBuyer(order, subject, (event) => ({
        about: payment,
        letter: { kind: 'payment-refused', order, event, because: because ?? 'late' },
      }))
    }
    case 'order.refund-asked': {
      const { order, subject, amount, currency, because } = message.data
      if (because !== 'event-cancelled') return []
      return toBuyer(order, subject, (event) => ({
        about: order,
        letter: { kind: 'event-cancelled', order, event, refund: money(amount, currency) },
      }))
    }
    case 'order.refunded': {
      const { order, refund: id, subject, amount, currency, units, because, reason } = message.data
      // Tickets that cost nothing are gone by the event's being called off, and there is nothing more to say.
      const isOver = because === 'event-cancelled' && amount === 0
      return toBuyer(order, subject, (event) =>
        isOver
          ? { about: order, letter: { kind: 'event-cancelled', order, event, refund: null } }
          : {
              about: id ?? order,
              letter: {
                ...{ kind: 'refunded', order, event, refund: money(amount, currency), units },
                reason: because === 'event-cancelled' ? null : (reason ?? null),
              },
            },
      )
    }
  }
}

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 60 * 60_000

/** As many tries as go into the day for which a carrier remembers a mail's key. */
export const MOST_TRIES = 26

/** How long to wait after the nth try, in milliseconds: half a minute, doubling, an hour at the most. */
export const pauseAfter = (attempts: number, asked = 0) =>
  Math.max(Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS), asked)

/** What a mail is after a try, by what the carrier said. */
export type Verdict =
  | { state: 'sent' }
  | { state: 'refused' | 'dropped'; why: string }
  | { state: 'due'; why: string; pauseMs: number }

type Said =
  | { outcome: 'sent' }
  | { outcome: 'refused' | 'dropped'; why: string }
  | { outcome: 'later'; why: string; afterMs?: number }

export const judge = (attempts: number, said: Said): Verdict => {
  switch (said.outcome) {
    case 'sent':
      return { state: 'sent' }
    case 'refused':
    case 'dropped':
      return { state: said.outcome, why: said.why }
    case 'later':
      return attempts >= MOST_TRIES
        ? { state: 'refused', why: `given up after ${attempts} tries: ${said.why}` }
        : { state: 'due', why: said.why, pauseMs: pauseAfter(attempts, said.afterMs) }
  }
}
