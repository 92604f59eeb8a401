import type { Level, Log } from '#shared/log'

/** How things stand after a sweep. */
export type Standing = {
  /** Seconds since the oldest message was written that the broker has not taken. */
  oldestSeconds: number
  unpublished: number
  /** Messages refused for good that lie with the dead letters. */
  refused: number
  /** Messages the broker gave up and was asked to deliver again. */
  redelivered: number
  /** Messages the broker delivered and nobody heard. */
  resent: number
  /** Messages that were sent again and again and are still not heard. */
  stuck: number
  /** Messages whose listener did not answer what it has heard. */
  unasked: number
  /** Payments that wait half-way for longer than they should. */
  payments: number
  /** Orders that have won their units and wait for a capture for too long. */
  capturesLate: number
  /** Refunds that did not reach the buyer. */
  refundsFailed: number
  /** Disputes that a bank has yet to decide about, and that evidence can be given for. */
  disputesOpen: number
  /** Events taken off sale just now, because their seller is gone. */
  withdrawn: number
  /** Mails that were refused for good. */
  mailsRefused: number
  /** Mails that have waited for ten minutes to be taken. */
  mailsLate: number
}

type Alert = { level: Level; numbers: readonly (keyof Standing)[]; when: (standing: Standing) => boolean }

export const OLDEST_SECONDS = 60

/** When somebody should be told, and at which numbers to look. What to do is in docs/operations.md, by the same names. */
export const alerts = {
  'outbox-behind': {
    level: 'error',
    numbers: ['oldestSeconds', 'unpublished'],
    when: ({ oldestSeconds }) => oldestSeconds > OLDEST_SECONDS,
  },
  'dead-letters': { level: 'error', numbers: ['refused'], when: ({ refused }) => refused > 0 },
  'messages-given-up': { level: 'warn', numbers: ['redelivered'], when: ({ redelivered }) => redelivered > 0 },
  'messages-resent': { level: 'warn', numbers: ['resent'], when: ({ resent }) => resent > 0 },
  'messages-not-heard': { level: 'error', numbers: ['stuck'], when: ({ stuck }) => stuck > 0 },
  'listener-silent': { level: 'warn', numbers: ['unasked'], when: ({ unasked }) => unasked > 0 },
  'payments-stuck': { level: 'warn', numbers: ['payments'], when: ({ payments }) => payments > 0 },
  'captures-late': { level: 'error', numbers: ['capturesLate'], when: ({ capturesLate }) => capturesLate > 0 },
  'refunds-failed': { level: 'error', numbers: ['refundsFailed'], when: ({ refundsFailed }) => refundsFailed > 0 },
  'mails-refused': { level: 'warn', numbers: ['mailsRefused'], when: ({ mailsRefused }) => mailsRefused > 0 },
  'mails-late': { level: 'error', numbers: ['mailsLate'], when: ({ mailsLate }) => mailsLate > 0 },
  'sellers-gone': { level: 'warn', numbers: ['withdrawn'], when: ({ withdrawn }) => withdrawn > 0 },
  'disputes-open': { level: 'warn', numbers: ['disputesOpen'], when: ({ disputesOpen }) => disputesOpen > 0 },
} as const satisfies Record<string, Alert>

export type AlertName = keyof typeof alerts

/** One structured line for every threshold that is crossed: `alert` is its name, beside the numbers that crossed it. */
export const raiseAlerts = (log: Log, standing: Partial<Standing>) => {
  const whole: Standing = {
    ...{ oldestSeconds: 0, unpublished: 0, refused: 0, redelivered: 0, resent: 0, stuck: 0, unasked: 0, payments: 0 },
    ...{ capturesLate: 0, refundsFailed: 0, disputesOpen: 0, withdrawn: 0, mailsRefused: 0, mailsLate: 0 },
    ...standing,
  }
  for (const [alert, { level, numbers, when }] of Object.entries(alerts) as [AlertName, Alert][]) {
    if (when(whole)) log(level, 'alert', { alert, ...Object.fromEntries(numbers.map((name) => [name, whole[name]])) })
  }
}
