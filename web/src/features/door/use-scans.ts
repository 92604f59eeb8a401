import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { askDoor } from '../../api/door.ts'
import type { Id } from '../../api/types.ts'
import { type Outcome, outcomeOf, yes } from './outcome.ts'

/** Something that was scanned or typed; `outcome` is not there while the store is asked. */
export type Scan = { key: string; code: string; outcome?: Outcome }

/** How many of the last are kept on the page; nothing of them is kept anywhere else. */
const KEPT = 4

/** The last scans of this device, newest first. A scanner does not wait for the answer to the one before. */
export const useScans = (event: Id<'event'>, heard: (verdict: Outcome['verdict']) => void) => {
  const queryClient = useQueryClient()
  const [scans, setScans] = useState<readonly Scan[]>([])

  const ask = async (scan: Scan) => {
    setScans((before) =>
      [{ key: scan.key, code: scan.code }, ...before.filter(({ key }) => key !== scan.key)].slice(0, KEPT),
    )
    const outcome = await askDoor(event, scan.code, scan.key).then(yes, outcomeOf)
    setScans((before) => before.map((one) => (one.key === scan.key ? { ...one, outcome } : one)))
    heard(outcome.verdict)
    await queryClient.invalidateQueries({ queryKey: ['door', event] })
  }

  return {
    scans,
    scan: (code: string) => void ask({ key: crypto.randomUUID(), code }),
    // With the key it had: if the first question did arrive, this is told the answer to that one.
    askAgain: (scan: Scan) => void ask(scan),
  }
}
