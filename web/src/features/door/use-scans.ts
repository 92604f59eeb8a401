import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { askDoor } from '../../api/door.ts'
import type { Id } from '../../api/types.ts'
import { atMostEvery } from './at-most-every.ts'
import { type Outcome, outcomeOf, yes } from './outcome.ts'
import { isStillThere, type Scan } from './scan.ts'

/** How many of the last are kept on the page; nothing of them is kept anywhere else. */
const KEPT = 4

/** Counting reads all of an event's orders; a ticket is read every two seconds at each of many doors. */
const COUNT_EVERY_MS = 5_000

const useCount = (event: Id<'event'>) => {
  const queryClient = useQueryClient()
  const count = useMemo(
    () => atMostEvery(COUNT_EVERY_MS, () => void queryClient.invalidateQueries({ queryKey: ['door', event] })),
    [queryClient, event],
  )
  useEffect(() => () => count.stop(), [count])
  return count
}

/** The last scans of this device, newest first. A scanner does not wait for the answer to the one before. */
export const useScans = (event: Id<'event'>, heard: (verdict: Outcome['verdict']) => void) => {
  const count = useCount(event)
  const [scans, setScans] = useState<readonly Scan[]>([])
  // The camera looks between two drawings, too.
  const kept = useRef(scans)
  const keep = (change: (before: readonly Scan[]) => readonly Scan[]) => {
    kept.current = change(kept.current)
    setScans(kept.current)
  }
  const put = (scan: Scan) => keep((before) => before.map((one) => (one.key === scan.key ? scan : one)))

  const answerTo = ({ code, key }: Scan) => askDoor(event, code, key).then(yes, outcomeOf)

  const ask = async ({ key, code }: Pick<Scan, 'key' | 'code'>) => {
    const scan = { key, code, at: performance.now() }
    keep((before) => [scan, ...before.filter((one) => one.key !== key)].slice(0, KEPT))
    const outcome = await answerTo(scan)
    put({ ...scan, at: performance.now(), outcome })
    heard(outcome.verdict)
    if (outcome.verdict === 'yes') count.ask()
  }

  // With the key it had, so that it is no second person, and is told where the first has been sent back meanwhile.
  const lookAgain = async (scan: Scan) => {
    const seen = { ...scan, at: performance.now(), isSeenAgain: true }
    put(seen)
    const outcome = await answerTo(scan)
    if (outcome.verdict !== 'no') return
    put({ ...seen, outcome })
    heard('no')
  }

  const scan = (code: string) => void ask({ key: crypto.randomUUID(), code })

  return {
    scans,
    scan,
    /** As `scan`, for what a camera sees: the same ticket may be before it still. */
    see: (code: string) => {
      const [last] = kept.current
      if (!isStillThere(last, code, performance.now())) scan(code)
      else if (last.outcome) void lookAgain(last)
    },
    // With the key it had: if the first question did arrive, this is told the answer to that one.
    askAgain: (scan: Scan) => void ask(scan),
  }
}
