import type { Deps } from '../deps.ts'
import { compose } from '../letters/compose.ts'
import { judge } from '../mail.ts'
import type { Claimed } from '../store/mails.ts'

type SendDeps = Pick<Deps, 'mails' | 'carrier' | 'sender' | 'log' | 'metrics'>

/** So many in a row that nobody took: whoever takes mail is away, and is not asked once for each of them. */
const MOST_IN_VAIN = 3

/** Beyond this many claims somebody else goes on: the next message, or the sweep. */
const MOST_CLAIMS = 40

/** The carrier knows a mail by this: one that an operator has sent again is another one to it. */
const keyOf = ({ id, round }: Claimed) => (round === 0 ? id : `${id}-${round}`)

const storyOf = ({ id, kind, order, attempts }: Claimed) => ({
  ...{ mail: id, kind, attempts },
  ...(order === null ? {} : { order }),
})

/** Sends one mail and notes what became of it. */
const sendOne = async ({ mails, carrier, sender, log, metrics }: SendDeps, mail: Claimed) => {
  const said = await carrier.send({ key: keyOf(mail), to: mail.email, ...compose(mail.letter, mail, sender) })
  const verdict = judge(mail.attempts, said)
  await mails.settle(mail, verdict)
  metrics.count('holdfast_mails_total', 1, { outcome: said.outcome })
  const why = 'why' in verdict ? { why: verdict.why } : {}
  const level = verdict.state === 'refused' ? 'error' : verdict.state === 'due' ? 'warn' : 'info'
  log(level, `a mail is ${verdict.state}`, { ...storyOf(mail), ...why })
  return said
}

/**
 * Sends what is due. Any number of processes may do so at once: each mail is claimed by one. A claim that nobody settled lapses,
 * and then the mail is sent again under the same key. Returns how many were tried.
 */
export const sendMails = async (deps: SendDeps): Promise<number> => {
  let tried = 0
  let inVain = 0
  for (let claim = 0; claim < MOST_CLAIMS; claim++) {
    const claimed = await deps.mails.claim()
    if (claimed.length === 0) break
    for (const [index, mail] of claimed.entries()) {
      const said = await sendOne(deps, mail)
      tried++
      inVain = said.outcome === 'later' ? inVain + 1 : 0
      const pauseMs = said.outcome === 'later' ? (said.afterMs ?? 0) : 0
      if (pauseMs === 0 && inVain < MOST_IN_VAIN) continue
      await deps.mails.release(claimed.slice(index + 1), pauseMs)
      return tried
    }
  }
  return tried
}
