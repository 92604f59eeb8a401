import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { type Cause, mailsFor } from '../mail.ts'

// Heard in any order: no message here means anything else by what came before it.
const noted = (message: Message<string, unknown>) => hear(SCHEMA, message, false)

/** Writes down which mails follow from what happened. They are sent afterwards (send-mails.ts). */
export const writeMails = ({ mails }: Pick<Deps, 'mails'>, message: Cause) =>
  mails.write(mailsFor(message), noted(message))

/** Where an account's mail goes from now on. */
export const noteRecipient = (
  { recipients }: Pick<Deps, 'recipients'>,
  message: Message<string, DataOf<'account.registered'>>,
) => recipients.put(message.data, message.version, noted(message))

/** Somebody is gone: what is known of them goes, too. */
export const forgetRecipient = (
  { recipients }: Pick<Deps, 'recipients'>,
  message: Message<string, DataOf<'account.deleted'>>,
) => recipients.erase(message.data.account, message.version, noted(message))
