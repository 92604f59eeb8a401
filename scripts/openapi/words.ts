import type { Slug } from '#shared/http/problem'
import type { JsonSchema } from './answers.ts'

/** What the routes themselves do not say about an operation. */
export type Words = {
  summary: string
  description?: string
  /** It must carry an Idempotency-Key. */
  key?: true
  /** It must carry the ETag it was seen with as If-Match. */
  version?: true
  /** What it refuses with, beside what follows from its access, its headers and its input. */
  refuses?: Slug[]
  /** Where the compiler cannot tell. */
  answers?: { status?: number; type?: string; schema?: JsonSchema }
}

const operatorOf = (service: string): Record<string, Words> => ({
  [`GET /api/${service}/operator/standing`]: { summary: `How far ${service} is behind with its messages` },
  [`GET /api/${service}/operator/messages`]: { summary: `What ${service} told others, and what became of it` },
  [`GET /api/${service}/operator/dead-letters`]: { summary: `Messages to ${service} that the broker gave up` },
  [`POST /api/${service}/operator/dead-letters/replay`]: {
    summary: `Send dead letters to ${service} again`,
    key: true,
  },
  [`POST /api/${service}/operator/dead-letters/replay-all`]: {
    summary: `Send every dead letter to ${service} again`,
    key: true,
  },
  [`POST /api/${service}/operator/dead-letters/discard`]: {
    summary: `Discard dead letters to ${service}`,
    description: 'The listener passes over them: what they said will not be heard.',
    key: true,
  },
  [`GET /api/${service}/operator/actions`]: { summary: `What operators did with ${service}, and why` },
  [`POST /api/${service}/messages/heard`]: { summary: `How far ${service} has followed what others said` },
  [`POST /api/${service}/messages`]: {
    summary: `Tell ${service} a message`,
    description:
      'From the broker alone, signed (`Upstash-Signature`) over this address and body. Hearing twice is success.',
    refuses: ['never-acceptable'],
  },
})

const csv = { answers: { type: 'text/csv', schema: { type: 'string' } } } satisfies Partial<Words>

export const words: Record<string, Words> = {
  'GET /api/auth/jwks': {
    summary: 'The keys that access tokens are signed with',
    description: 'A JSON Web Key Set (RFC 7517).',
    answers: {
      schema: {
        type: 'object',
        properties: { keys: { type: 'array', items: { type: 'object' } } },
        required: ['keys'],
      },
    },
  },
  'POST /api/auth/sign-up': {
    summary: 'Make an account',
    description:
      'Where sign-up is open, signs in at once (201): the session is two `__Host-` cookies, out of reach of scripts. Where ' +
      'addresses are verified, answers 202 to everybody alike and mails a link and a code; an address that has an account ' +
      'gets another mail.',
    refuses: ['email-taken'],
  },
  'POST /api/auth/sign-up/confirm': {
    summary: 'Type the code that was mailed',
    description:
      'In the browser that signed up. Five guesses a mail, ten minutes; then the account is made and signed in.',
    refuses: ['wrong-code', 'link-over', 'email-taken'],
  },
  'POST /api/auth/sign-in': { summary: 'Sign in', refuses: ['wrong-credentials'] },
  'POST /api/auth/sign-out': {
    summary: 'Sign out',
    description: 'Ends this session on every device it was copied to.',
  },
  'POST /api/auth/refresh': {
    summary: 'Go on being signed in',
    description: 'Exchanges the refresh cookie for a new pair. One that was used before ends the session.',
    refuses: ['signed-out'],
  },
  'GET /api/auth/me': { summary: 'Who is signed in' },
  'GET /api/auth/operator/standing': { summary: 'How far auth is behind with its messages' },
  'GET /api/auth/operator/messages': { summary: 'What auth told others, and what became of it' },
  'PATCH /api/auth/profile': { summary: 'Change one’s name, language or time zone' },
  'POST /api/auth/confirm': {
    summary: 'Show once more who one is, by password',
    description: 'Good for ten minutes; what matters most is refused with `confirm-it-is-you` otherwise.',
    refuses: ['wrong-credentials'],
  },
  'POST /api/auth/sign-out-everywhere': { summary: 'Sign out on every device, this one included' },
  'GET /api/auth/export': { summary: 'Everything that is known of one’s account' },
  'POST /api/auth/delete': {
    summary: 'Delete one’s account',
    description: 'For good. Orders and what was paid keep the account’s id, which leads to nobody any more.',
    refuses: ['confirm-it-is-you'],
  },
  'GET /api/auth/sessions': { summary: 'Where one is signed in' },
  'DELETE /api/auth/sessions': { summary: 'Sign every other device out' },
  'DELETE /api/auth/sessions/{id}': { summary: 'Sign one device out', refuses: ['not-found'] },
  'POST /api/auth/password': {
    summary: 'Change one’s password',
    description: 'All other sessions end.',
    refuses: ['wrong-credentials'],
  },
  'POST /api/auth/password/forgot': {
    summary: 'Ask for a link to choose another password',
    description: 'The answer is the same whether or not there is such an account.',
  },
  'POST /api/auth/password/reset': {
    summary: 'Choose another password by the mailed link',
    description: 'All sessions end. A link is good once, for ten minutes.',
    refuses: ['link-over'],
  },
  'POST /api/auth/email': {
    summary: 'Ask for another e-mail address',
    description: 'A link goes to the new one; nothing changes before it is used.',
    refuses: ['confirm-it-is-you'],
  },
  'POST /api/auth/email/confirm': { summary: 'Confirm the new address by the mailed link', refuses: ['link-over'] },
  'POST /api/auth/email/verify': {
    summary: 'Verify an address by the mailed link',
    description:
      'Of a sign-up: makes the account and signs in, at once in the browser that signed up, elsewhere with the password ' +
      'that was chosen (`confirm-it-is-you` asks for it).',
    refuses: ['link-over', 'confirm-it-is-you', 'wrong-credentials', 'email-taken'],
  },
  'POST /api/auth/email/verify/again': { summary: 'Have the link to verify one’s address mailed again' },
  'POST /api/auth/passkeys/sign-in/options': {
    summary: 'What a device needs to sign in by passkey',
    description: 'The same for everybody: `PublicKeyCredentialRequestOptionsJSON` of WebAuthn.',
  },
  'POST /api/auth/passkeys/sign-in': { summary: 'Sign in by passkey', refuses: ['passkey-refused'] },
  'POST /api/auth/passkeys/register/options': {
    summary: 'What a device needs to make a passkey',
    description: '`PublicKeyCredentialCreationOptionsJSON` of WebAuthn.',
    refuses: ['confirm-it-is-you', 'limit-exceeded'],
  },
  'POST /api/auth/passkeys/register': {
    summary: 'Keep the passkey that a device has made',
    refuses: ['confirm-it-is-you', 'passkey-refused'],
  },
  'POST /api/auth/passkeys/confirm/options': {
    summary: 'What a device needs to show once more who one is',
    description: 'Names one’s own passkeys.',
  },
  'POST /api/auth/passkeys/confirm': {
    summary: 'Show once more who one is, by passkey',
    description: 'As good as the password, for ten minutes.',
    refuses: ['passkey-refused'],
  },
  'GET /api/auth/passkeys': { summary: 'One’s passkeys' },
  'PATCH /api/auth/passkeys/{id}': { summary: 'Give a passkey another name', refuses: ['not-found'] },
  'DELETE /api/auth/passkeys/{id}': {
    summary: 'Take a passkey away',
    refuses: ['not-found', 'confirm-it-is-you'],
  },

  'GET /api/tickets/export': { summary: 'Everything about one’s own events' },
  'GET /api/tickets/events': {
    summary: 'Events on sale',
    description:
      'Public. `q` is words of title, venue, city or seller; `cursor` is the `nextCursor` of the page before.',
  },
  'GET /api/tickets/my-events': { summary: 'One’s own events, drafts included' },
  'GET /api/tickets/events/{id}': {
    summary: 'An event',
    description: 'Public once published; a draft is there for its seller alone. `ETag` is what `If-Match` wants.',
    refuses: ['not-found'],
  },
  'POST /api/tickets/events': {
    summary: 'Make an event',
    description: 'A draft, until it is published. Amounts are whole minor units (cents).',
    key: true,
    answers: { status: 201 },
  },
  'PATCH /api/tickets/events/{id}': {
    summary: 'Change an event',
    description: 'Any part; ticket types as a whole list, old ones with their ids.',
    version: true,
    refuses: ['event-cancelled', 'payouts-needed', 'price-too-low'],
  },
  'POST /api/tickets/events/{id}/publish': {
    summary: 'Put an event on sale',
    version: true,
    refuses: ['event-not-ready', 'event-cancelled', 'payouts-needed', 'price-too-low'],
  },
  'POST /api/tickets/events/{id}/cancel': {
    summary: 'Call an event off',
    description: 'For good: holds end, and everybody who paid is paid back.',
    key: true,
    version: true,
    refuses: ['event-cancelled'],
  },

  'GET /api/orders/availability': {
    summary: 'How many tickets are left',
    description: 'Public, a second old at the most. A tag answers that nothing changed.',
  },
  'GET /api/orders/availability/{event}/seats': { summary: 'Which seats are free' },
  'GET /api/orders/stock/{event}': { summary: 'How one’s own event stands' },
  'GET /api/orders/sales': { summary: 'What was sold for one’s own event' },
  'GET /api/orders/sales/{id}': { summary: 'One order for one’s own event' },
  'POST /api/orders/sales/{id}/refunds': {
    summary: 'Give money back',
    description: 'Neither items nor amount: everything left.',
    key: true,
    refuses: ['refund-refused', 'order-changed', 'order-closed'],
  },
  'GET /api/orders/cancellations/{event}': { summary: 'How far a cancelled event is paid back' },
  'POST /api/orders': {
    summary: 'Hold tickets',
    description:
      'All of it or nothing, for the minutes the event says. So many of a type, or these seats; the price is frozen.',
    key: true,
    refuses: ['not-on-sale', 'sold-out', 'seats-taken', 'not-together', 'limit-exceeded'],
  },
  'GET /api/orders': { summary: 'One’s own orders, newest first' },
  'GET /api/orders/export': { summary: 'All of one’s orders' },
  'GET /api/orders/{id}': { summary: 'An order' },
  'POST /api/orders/{id}/extend': {
    summary: 'Hold on for two more minutes',
    key: true,
    refuses: ['extension-refused', 'order-closed', 'order-changed', 'hold-over'],
  },
  'POST /api/orders/{id}/cancel': {
    summary: 'Let the tickets go',
    key: true,
    refuses: ['order-closed', 'order-changed'],
  },
  'POST /api/orders/{id}/claim': {
    summary: 'Take tickets that cost nothing',
    key: true,
    refuses: ['payment-required', 'order-closed', 'order-changed', 'hold-over'],
  },
  'GET /api/orders/operator/refunds': { summary: 'Refunds, those that failed first' },
  'POST /api/orders/operator/refunds/{id}/retry': {
    summary: 'Try a failed refund again',
    key: true,
    refuses: ['not-found', 'refund-refused', 'order-changed'],
  },
  'POST /api/orders/operator/refunds/{id}/settle': {
    summary: 'Say that a failed refund was settled in another way',
    key: true,
    refuses: ['not-found', 'refund-refused', 'order-changed'],
  },

  'POST /api/payments/checkouts': {
    summary: 'Open the page on which an order is paid',
    description: 'Or take a place in the queue in front of it: `queued`, and from when on to ask again.',
    key: true,
    refuses: ['order-closed', 'hold-over', 'price-too-low', 'payouts-needed'],
  },
  'GET /api/payments/checkouts/{order}': { summary: 'How far the money for an order is' },
  'GET /api/payments/seller': { summary: 'How one is paid for what one sells' },
  'POST /api/payments/seller/onboarding': { summary: 'Tell Stripe where the money goes', key: true },
  'GET /api/payments/seller/money': { summary: 'What one has earned' },
  'GET /api/payments/seller/ledger': { summary: 'What one has earned, line by line' },
  'GET /api/payments/seller/ledger.csv': { summary: 'The same as a file', ...csv },
  'GET /api/payments/operator/fee': { summary: 'What the installation keeps of an order' },
  'PUT /api/payments/operator/fee': { summary: 'Set what the installation keeps of an order', key: true },
  'GET /api/payments/operator/ledger': { summary: 'The trial balance' },
  'GET /api/payments/operator/ledger.csv': { summary: 'Every line of the ledger as a file', ...csv },
  'GET /api/payments/operator/disputes': { summary: 'Disputed payments' },
  'GET /api/payments/operator/reconciliations': { summary: 'How the ledger compared with Stripe’s books' },
  'POST /api/payments/webhooks/stripe': {
    summary: 'What Stripe has to say',
    description: 'Signed (`Stripe-Signature`) over the raw body; kept, acknowledged, applied afterwards.',
  },
  ...operatorOf('tickets'),
  ...operatorOf('orders'),
  ...operatorOf('payments'),
}
