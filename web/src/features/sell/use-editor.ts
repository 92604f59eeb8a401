import { useState } from 'react'
import { useChangeEvent, useCreateEvent, usePublishEvent } from '../../api/tickets.ts'
import type { EventView } from '../../api/types.ts'
import { type Draft, draftOf, emptyDraft, inputOf, type Wrong } from './draft.ts'
import { wrongOf } from './wrong.ts'
import { myZone } from './zones.ts'

type Intent = 'save' | 'publish'

/** A form over one event: what is typed, what it is based on, and what became of the last try. */
export const useEditor = (
  start: EventView | undefined,
  onDone: (event: EventView, intent: Intent) => Promise<void> | undefined,
) => {
  const [base, setBase] = useState(start)
  const [draft, setDraft] = useState<Draft>(() => (start ? draftOf(start) : emptyDraft(myZone())))
  const [untyped, setUntyped] = useState<Wrong>({})
  const [running, setRunning] = useState<Intent | undefined>()
  const [error, setError] = useState<Error | null>(null)
  const [tries, setTries] = useState(0)
  const create = useCreateEvent()
  const change = useChangeEvent()
  const publish = usePublishEvent()

  const adopt = (event: EventView) => {
    setBase(event)
    setDraft(draftOf(event))
    setError(null)
  }

  const run = async (intent: Intent) => {
    setTries(tries + 1)
    setError(null)
    const parsed = inputOf(draft)
    setUntyped('wrong' in parsed ? parsed.wrong : {})
    if ('wrong' in parsed) return

    setRunning(intent)
    try {
      // Each step that succeeds is what the next one, or the next try, is based on.
      let event = base
        ? await change.mutateAsync({ event: base, body: parsed.input })
        : await create.mutateAsync(parsed.input)
      adopt(event)
      if (intent === 'publish') {
        event = await publish.mutateAsync(event)
        adopt(event)
      }
      await onDone(event, intent)
    } catch (refused) {
      setError(refused instanceof Error ? refused : new Error(String(refused)))
    } finally {
      setRunning(undefined)
    }
  }

  return {
    base,
    draft,
    edit: (change: (now: Draft) => Partial<Draft>) => setDraft((now) => ({ ...now, ...change(now) })),
    wrong: { ...untyped, ...wrongOf(error) },
    error,
    tries,
    running,
    adopt,
    run: (intent: Intent) => void (running === undefined && run(intent)),
  }
}
