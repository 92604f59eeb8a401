import { keepMessages, type MessageDeps } from '#shared/housekeeping'

/** Sees to it that everybody hears what was said, and forgets what nobody will ask for again. */
export const sweep = async (deps: MessageDeps) => {
  const messages = await keepMessages(deps)
  if (messages.published + messages.forgotten > 0) deps.log('info', 'swept', messages)
  return messages
}
