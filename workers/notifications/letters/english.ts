import type { EventTold } from '../mail.ts'
import type { Part } from './page.ts'
import { spokenSeats } from './spoken.ts'
import type { Surroundings, Words } from './words.ts'

const what = {
  password: 'Your password was changed.',
  email: 'The e-mail address of your account was changed.',
  'passkey-added': 'A passkey was added to your account.',
  'passkey-removed': 'A passkey was removed from your account.',
  'second-factor-added': 'A second factor was added to your account: it now asks for a code of your app as well.',
  'second-factor-removed': 'The second factor was removed from your account: its password is enough again.',
  'recovery-codes': 'New recovery codes were made for your account. Older ones no longer work.',
} as const

const refused = {
  late: 'Your bank’s answer came after your hold had ended, and the tickets could no longer be given to you.',
  'event-cancelled': 'The event was called off while you were paying.',
  'not-asked-for': 'The order did not need this payment, because it was paid already or asks for another amount.',
} as const

const ifNotYou = 'If this was not you, choose a new password at once.'
const ignore = 'If you did not ask for this, do nothing: nothing will happen.'

const codePart = ({ code }: Surroundings): Part[] =>
  code === undefined ? [] : [{ code, label: 'Or type this code on the page you came from' }]

const until = (around: Surroundings, at: string): Part => ({ say: `This is valid until ${around.moment(at)}.` })

const eventRows = (event: EventTold, { moment }: Surroundings) =>
  [
    ['Event', event.title],
    ['When', moment(event.startsAt, event.timeZone)],
    ['Where', `${event.venue}, ${event.city}`],
  ] as const

export const english: Words = {
  footer: (store) => `This mail was sent to you by ${store} because of what happened there. It is not advertising.`,
  pages: {
    'verify-email': ({ expiresAt }, around) => ({
      subject: 'Confirm your e-mail address',
      parts: [
        { say: 'Please confirm that this is your address.' },
        { link: around.link, label: 'Confirm' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'change-email': ({ expiresAt }, around) => ({
      subject: 'Confirm your new e-mail address',
      parts: [
        { say: 'This address is to become that of your account. Until you confirm it, the old one stays.' },
        { link: around.link, label: 'Use this address' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'reset-password': ({ expiresAt }, around) => ({
      subject: 'Choose a new password',
      parts: [
        { say: 'Somebody, probably you, has forgotten the password of your account.' },
        { link: around.link, label: 'Choose a new password' },
        ...codePart(around),
        until(around, expiresAt),
        { say: 'If it was not you, do nothing: your password stays as it is.' },
      ],
    }),
    'already-registered': (_, around) => ({
      subject: 'You have an account already',
      parts: [
        { say: 'Somebody, probably you, wanted to sign up with this address. It has an account already.' },
        { link: around.signIn, label: 'Sign in' },
        { link: around.forgot, label: 'I have forgotten my password' },
        { say: 'If it was not you, do nothing: whoever it was has learned nothing.' },
      ],
    }),
    'new-sign-in': ({ device, at }, around) => ({
      subject: 'A new device signed in to your account',
      parts: [
        {
          caption: 'Signed in for the first time',
          table: [
            ['Device', device],
            ['When', around.moment(at)],
          ],
        },
        { say: `If this was you, all is well. ${ifNotYou}` },
        { link: around.account, label: 'Look at my account' },
      ],
    }),
    'security-changed': (letter, around) => ({
      subject: 'Your account was changed',
      parts: [
        { say: `${what[letter.what]} That was on ${around.moment(letter.at)}.` },
        { say: `If this was you, all is well. ${ifNotYou}` },
        { link: around.forgot, label: 'Choose a new password' },
      ],
    }),
    tickets: ({ event, lines, total, again }, around) => ({
      subject: `Your tickets: ${event.title}`,
      parts: [
        { say: again ? 'Here are your tickets once more.' : 'Thank you. The tickets are yours.' },
        { caption: 'The event', table: eventRows(event, around) },
        {
          caption: again ? 'What you have' : 'What you bought',
          table: [
            ...lines.map((line) => {
              const price = around.money({ amount: line.price * line.quantity, currency: total.currency })
              const seats = spokenSeats(line, { row: 'row', seat: 'seat' })
              return [`${line.quantity} × ${line.name}`, [price, ...seats].join('\n')] as const
            }),
            ['Total', total.amount === 0 ? 'free' : around.money(total)],
          ],
        },
        { link: around.order, label: 'Open your order' },
        {
          say: 'The code of each ticket is on that page, to show or to print. It is in no mail: whoever has it gets in with it.',
        },
      ],
    }),
    'payment-refused': ({ event, because }, around) => ({
      subject: `You were not charged: ${event.title}`,
      parts: [
        { say: refused[because] },
        { say: 'We do not keep your money: what was set aside is free again, and what was taken is on its way back.' },
        { caption: 'The event', table: eventRows(event, around) },
        { link: around.order, label: 'Open your order' },
      ],
    }),
    refunded: ({ event, refund, units, reason }, around) => ({
      subject: `Money back: ${event.title}`,
      parts: [
        {
          say:
            refund.amount === 0
              ? 'Tickets of yours were given back. They cost nothing, so there is nothing to pay back.'
              : `${around.money(refund)} are on their way back to where you paid from. Banks take up to ten days.`,
        },
        ...(units > 0 ? [{ say: `Tickets given back: ${units}. They do not get anybody in any more.` }] : []),
        ...(reason ? [{ say: 'What was said about it:' }, { quote: reason }] : []),
        { caption: 'The event', table: eventRows(event, around) },
        { link: around.order, label: 'Open your order' },
      ],
    }),
    'event-cancelled': ({ event, refund }, around) => ({
      subject: `Called off: ${event.title}`,
      parts: [
        { say: 'We are sorry: this event does not take place, and your tickets are good for nothing any more.' },
        ...(event.cancelled ? [{ say: 'The seller says:' }, { quote: event.cancelled }] : []),
        {
          say: refund
            ? `You get ${around.money(refund)} back. There is nothing you have to do.`
            : 'The tickets cost nothing, so there is nothing to pay back.',
        },
        { caption: 'The event', table: eventRows(event, around) },
        { link: around.order, label: 'Open your order' },
      ],
    }),
  },
}
