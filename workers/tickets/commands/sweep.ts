import { keepMessages } from '#shared/housekeeping'
import { continueTrace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { withdrawAll } from './withdraw.ts'

/** Sees to it that everybody hears what was said, ends what nobody sells any more, and forgets what nobody will ask for again. */
export const sweep = async (deps: Deps) => {
  const withdrawn = await withdrawAll(deps, continueTrace(undefined))
  const pictures = await deps.pictures.forget()
  const messages = await keepMessages(deps)
  const done = { ...messages, withdrawn, pictures }
  if (messages.published + messages.forgotten + withdrawn + pictures > 0) deps.log('info', 'swept', done)
  return done
}
