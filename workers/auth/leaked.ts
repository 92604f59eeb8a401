import { createHash } from 'node:crypto'

/** How long whoever chooses a password waits for somebody else's answer. */
export const LEAKED_PATIENCE_MS = 500

const PREFIX = 5

/** `unknown`: nobody who could say so was asked, or answered in time. */
export type Leaked = 'leaked' | 'not-leaked' | 'unknown'

/** Whether a password is among those that have leaked anywhere. `away` says why nobody answered. */
export type AskLeaked = (password: string) => Promise<{ leaked: Leaked; away?: unknown }>

// A suffix and how often it was seen, a line each. Those seen 0 times are padding, so that the length of an answer says nothing.
const LINE = /^([0-9A-F]{35}):(\d{1,12})$/

const countIn = (answer: string, suffix: string): number => {
  const lines = answer.trim().split(/\r?\n/)
  for (const line of lines) {
    const [, found, count] = LINE.exec(line.trim().toUpperCase()) ?? []
    if (found === undefined) throw new Error('this is no list of hashes')
    if (found === suffix) return Number(count)
  }
  return 0
}

/**
 * Asks a service that speaks as Have I Been Pwned does (`GET /range/{first five digits of the SHA-1}`): it learns neither the
 * password nor whether it was found. Without an address nobody is asked.
 */
export const createLeaked =
  (url: string | undefined): AskLeaked =>
  async (password) => {
    if (url === undefined) return { leaked: 'unknown' }
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase()
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/range/${digest.slice(0, PREFIX)}`, {
        headers: { 'Add-Padding': 'true', 'User-Agent': 'holdfast' },
        redirect: 'manual',
        signal: AbortSignal.timeout(LEAKED_PATIENCE_MS),
      })
      const answer = await response.text()
      if (response.status !== 200) throw new Error(`it answered ${response.status}`)
      return { leaked: countIn(answer, digest.slice(PREFIX)) > 0 ? 'leaked' : 'not-leaked' }
    } catch (away) {
      return { leaked: 'unknown', away }
    }
  }
