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
  /** What it takes that is not JSON. */
  takes?: { types: string[]; schema: JsonSchema }
  /** Where the compiler cannot tell. */
  answers?: { status?: number; type?: string; schema?: JsonSchema }
}

const speakerOf = (service: string): Record<string, Words> => ({
  [`GET /api/${service}/operator/standing`]: { summary: `How far ${service} is behind with its messages` },
  [`GET /api/${service}/operator/messages`]: { summary: `What ${service} told others, and what became of it` },
})

const operatorOf = (service: string): Record<string, Words> => ({
  ...speakerOf(service),
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
      'Where `SIGN_UP` is `open`, signs in at once (201): the session is two `__Host-` cookies, out of reach of scripts. Where it is `verified`, 202 whoever has the address, and a mail says how to go on.',
    refuses: ['email-taken'],
  },
  'POST /api/auth/sign-up/confirm': {
    summary: 'Make the account with the code from the mail',
    description: 'In the browser that asked for it. Five guesses, ten minutes.',
    refuses: ['wrong-code', 'link-over'],
  },
  'POST /api/auth/sign-in': {
    summary: 'Sign in',
    description:
      'Where the account has a second factor, 202 and no session: the browser is given a cookie with which, within ten minutes, it comes back with a code.',
    refuses: ['wrong-credentials'],
  },
  'POST /api/auth/sign-in/second-factor': {
    summary: 'Finish signing in with a code',
    description:
      'Six digits of the app, or a recovery code, in the browser in which the password was right. Five guesses, ten minutes; a code is good once.',
    refuses: ['wrong-code', 'link-over'],
  },
  'GET /api/auth/second-factor': { summary: 'Whether there is a second factor, and how many recovery codes are left' },
  'POST /api/auth/second-factor': {
    summary: 'Ask for a secret for an app that shows codes',
    description:
      'Time-based codes (RFC 6238: SHA-1, six digits, thirty seconds). Nothing changes before the app has shown one.',
    refuses: ['confirm-it-is-you', 'limit-exceeded'],
  },
  'POST /api/auth/second-factor/confirm': {
    summary: 'Add the app, by a code it shows',
    description: 'Answers with ten recovery codes, which are never shown again. All other sessions end.',
    refuses: ['confirm-it-is-you', 'wrong-code', 'link-over', 'limit-exceeded'],
  },
  'POST /api/auth/second-factor/recovery-codes': {
    summary: 'Make new recovery codes',
    description: 'The old ones are over.',
    refuses: ['confirm-it-is-you', 'not-found'],
  },
  'DELETE /api/auth/second-factor': {
    summary: 'Turn the second factor off',
    refuses: ['confirm-it-is-you', 'not-found'],
  },
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
  'PATCH /api/auth/profile': { summary: 'Change one’s name, language or time zone' },
  'POST /api/auth/confirm': {
    summary: 'Say again who one is',
    description:
      'With the password, and a code where the account has a second factor. For ten minutes this session may do what needs it.',
    refuses: ['wrong-credentials', 'wrong-code'],
  },
  'POST /api/auth/sign-out-everywhere': { summary: 'End every session' },
  'GET /api/auth/sessions': { summary: 'Where one is signed in' },
  'DELETE /api/auth/sessions': { summary: 'Sign out everywhere else' },
  'DELETE /api/auth/sessions/{id}': { summary: 'Sign out elsewhere', refuses: ['not-found'] },
  'GET /api/auth/export': { summary: 'All that is kept of one’s account' },
  'POST /api/auth/delete': {
    summary: 'Delete one’s account',
    description: 'For good. Orders and books stay, under a number that is nobody’s any more.',
    refuses: ['confirm-it-is-you'],
  },
  'POST /api/auth/password': {
    summary: 'Change one’s password',
    description: 'Other sessions end.',
    refuses: ['wrong-credentials'],
  },
  'POST /api/auth/password/forgot': {
    summary: 'Have a link sent that sets another password',
    description: 'Answers the same whoever has the address.',
  },
  'POST /api/auth/password/reset': {
    summary: 'Set another password with the link from the mail',
    description: 'Every session ends.',
    refuses: ['link-over'],
  },
  'POST /api/auth/email': {
    summary: 'Ask for another e-mail address',
    description: 'It counts once its mail was answered.',
    refuses: ['confirm-it-is-you'],
  },
  'POST /api/auth/email/confirm': {
    summary: 'Say that the other address is read',
    refuses: ['link-over', 'email-taken'],
  },
  'POST /api/auth/email/verify': {
    summary: 'Say that an address is read',
    description: 'In another browser than the one that asked, with the password.',
    refuses: ['link-over', 'confirm-it-is-you', 'wrong-credentials'],
  },
  'POST /api/auth/email/verify/again': { summary: 'Have the mail sent again' },
  'GET /api/auth/passkeys': { summary: 'One’s passkeys' },
  'POST /api/auth/passkeys/register/options': {
    summary: 'Ask for a challenge to make a passkey with',
    description: 'PublicKeyCredentialCreationOptionsJSON, as WebAuthn has it.',
    refuses: ['confirm-it-is-you'],
    answers: { schema: { type: 'object' } },
  },
  'POST /api/auth/passkeys/register': { summary: 'Keep a passkey', refuses: ['passkey-refused', 'confirm-it-is-you'] },
  'POST /api/auth/passkeys/confirm/options': {
    summary: 'Ask for a challenge to say again who one is with',
    description: 'Names one’s own passkeys. PublicKeyCredentialRequestOptionsJSON, as WebAuthn has it.',
  },
  'POST /api/auth/passkeys/confirm': {
    summary: 'Say again who one is, with a passkey',
    description: 'As good as the password, for ten minutes.',
    refuses: ['passkey-refused'],
  },
  'PATCH /api/auth/passkeys/{id}': { summary: 'Name a passkey', refuses: ['not-found'] },
  'DELETE /api/auth/passkeys/{id}': { summary: 'Take a passkey away', refuses: ['not-found', 'confirm-it-is-you'] },
  'POST /api/auth/passkeys/sign-in/options': {
    summary: 'Ask for a challenge to sign in with',
    description: 'PublicKeyCredentialRequestOptionsJSON, as WebAuthn has it.',
    answers: { schema: { type: 'object' } },
  },
  'POST /api/auth/passkeys/sign-in': { summary: 'Sign in with a passkey', refuses: ['passkey-refused'] },

  'GET /api/tickets/events': {
    summary: 'Events on sale',
    description:
      'Public. `q` is words of title, venue or city; `upTo` is what the cheapest ticket may cost, in minor units (0: free); ' +
      '`cursor` is the `nextCursor` of the page before.',
  },
  'POST /api/tickets/pictures': {
    summary: 'Send a picture',
    description:
      'Before it is put on an event (`artwork`), where it is needed twice: to look at, and at most 640 pixels wide for a card (60 KiB). What is not the picture, such as the place where it was taken, is left out, and `id` is the digest of the rest. Forgotten after a day if no event shows it. Forty an hour, and a thousand that are kept.',
    takes: { types: ['image/webp', 'image/jpeg'], schema: { type: 'string', format: 'binary', maxLength: 307_200 } },
    refuses: ['not-a-picture', 'too-large', 'cross-site', 'limit-exceeded'],
  },
  'GET /api/tickets/pictures/{id}': {
    summary: 'A picture',
    description: 'For ever: its address says what it is.',
    answers: { type: 'image/webp', schema: { type: 'string', format: 'binary' } },
  },
  'GET /api/tickets/export': { summary: 'All that is kept of one’s own events' },
  'GET /api/tickets/cities': { summary: 'Cities with something on sale', description: 'Public; at most a minute old.' },
  'GET /api/tickets/my-events': { summary: 'One’s own events, drafts included' },
  'GET /api/tickets/my-events/counts': { summary: 'How many of one’s own events are drafts, on sale, past, cancelled' },
  'POST /api/tickets/my-events/{id}/copies': {
    summary: 'Make another event like one’s own',
    description: 'A draft, without a sales window.',
    key: true,
    refuses: ['not-found'],
  },
  'GET /api/tickets/events/{id}': {
    summary: 'An event',
    description:
      'Public once published; a draft is there for its seller alone. `ETag` is what `If-Match` wants. A month after it began it is over, and there for its seller alone, too.',
    refuses: ['not-found', 'event-over'],
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
  'POST /api/orders/sales/{id}/resend': {
    summary: 'Send the buyer their tickets by mail once more',
    description: 'Those that are still theirs; three times an hour for one order, whoever asks.',
    key: true,
    refuses: ['nothing-to-send', 'too-many-requests', 'order-changed'],
  },
  'GET /api/orders/reports': { summary: 'What all one’s own events sold, by day and by ticket type' },
  'GET /api/orders/reports/glance': { summary: 'What each of these events of one’s own sold, in all' },
  'GET /api/orders/reports/{event}': { summary: 'What an event of one’s own sold, by day and by ticket type' },
  'GET /api/orders/reports/{event}/orders.csv': { summary: 'The orders for an event of one’s own as a file', ...csv },
  'GET /api/orders/reports/{event}/tickets.csv': { summary: 'The tickets of an event of one’s own as a file', ...csv },
  'GET /api/orders/events/{event}/admissions': {
    summary: 'How many are expected and inside, and who came last',
  },
  'POST /api/orders/events/{event}/admissions': {
    summary: 'Let somebody in',
    description: 'With the code of a ticket, scanned or typed. Once for each ticket, whoever scans it.',
    key: true,
    refuses: ['not-admitted'],
  },
  'DELETE /api/orders/events/{event}/admissions/{admission}': { summary: 'Take back that somebody was let in' },
  'GET /api/orders/{id}/passes': {
    summary: 'What a buyer shows at the door',
    description: 'The codes of an order that was paid for. No other answer carries them.',
  },
  'GET /api/orders/cancellations/{event}': { summary: 'How far a cancelled event is paid back' },
  'POST /api/orders': {
    summary: 'Hold tickets',
    description:
      'All of it or nothing, for the minutes the event says. So many of a type, or these seats; the price is frozen.',
    key: true,
    refuses: [
      'not-on-sale',
      'sold-out',
      'seats-taken',
      'not-together',
      'limit-exceeded',
      'limit-per-person',
      'cooling-down',
    ],
  },
  'GET /api/orders': { summary: 'One’s own orders, newest first' },
  'GET /api/orders/export': { summary: 'All that is kept of one’s own orders' },
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
  'POST /api/orders/{id}/resend': {
    summary: 'Have one’s own tickets sent by mail once more',
    description: 'Those that are still one’s own; three times an hour for one order, whoever asks.',
    key: true,
    refuses: ['nothing-to-send', 'too-many-requests', 'order-changed'],
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
  ...speakerOf('auth'),
  ...operatorOf('tickets'),
  ...operatorOf('orders'),
  ...operatorOf('payments'),
  ...operatorOf('notifications'),
  'GET /api/notifications/operator/mails': { summary: 'Mails, those that could not be sent first' },
  'GET /api/notifications/operator/mails/standing': {
    summary: 'How many mails wait, by kind, and how many were sent within a day',
  },
  'POST /api/auth/operator/sign-out': { summary: 'Sign somebody out everywhere' },
  'POST /api/notifications/operator/mails/send-again': { summary: 'Send mails again', key: true },
}
