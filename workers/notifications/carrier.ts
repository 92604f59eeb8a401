/** A mail as it leaves. `key` names it: sent twice under one key, it arrives once, as far as the carrier knows keys. */
export type OutgoingMail = { key: string; to: string; subject: string; text: string; html: string }

/**
 * What a carrier says to a mail: it is on its way; it will never be (the address, the text); not now, and not before `afterMs`
 * where it says so; or nothing is sent here at all.
 */
export type Outcome =
  | { outcome: 'sent' }
  | { outcome: 'refused'; why: string }
  | { outcome: 'later'; why: string; afterMs?: number }
  | { outcome: 'dropped'; why: string }

/** Whoever takes mails to people's mailboxes. Never rejects. */
export type Carrier = { send(mail: OutgoingMail): Promise<Outcome> }

/** How long one mail may take, in milliseconds. Several of them fit into a claim (store/mails.ts). */
export const PATIENCE_MS = 8000

/** For installations that write to nobody. */
export const nobody: Carrier = { send: async () => ({ outcome: 'dropped', why: 'no mail is sent here' }) }

/** Words of somebody else's, short enough to be kept. */
export const shortened = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
