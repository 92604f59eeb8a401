import { Refusal, refusedAs } from '../../api/refusal.ts'
import type { EventInput, EventView } from '../../api/types.ts'
import { type Draft, draftOf, inputOf, isComplete, rebased, type Wrong, withIds } from './draft.ts'
import type { LocalCopy } from './local-copy.ts'
import { wrongOf } from './wrong.ts'

/** How a draft stands: with the server; on its way; on this device only; or nowhere but on the screen. */
export type Saving = 'saved' | 'saving' | 'kept' | 'lost'

export type Editing = {
  /** What the server has, as far as is known; undefined for an event that it has never seen. */
  base: EventView | undefined
  draft: Draft
  isDirty: boolean
  saving: Saving
  running: 'save' | 'publish' | undefined
  /** What keeps it from being saved or published, as the last try has found. */
  wrong: Wrong
  /** Why the last try failed. Of one that nobody asked for only what they should know: it goes on by itself. */
  error: Error | null
  isUnreachable: boolean
  isConflict: boolean
  /** Counts tries that somebody asked for, so that each failure is told anew. */
  tries: number
}

type Api = {
  create: (input: EventInput) => Promise<EventView>
  change: (change: { event: EventView; body: EventInput }) => Promise<EventView>
  publish: (event: EventView) => Promise<EventView>
  latest: (event: EventView) => Promise<EventView>
}

type Shelf = {
  keep: (copy: LocalCopy, base: EventView | undefined) => boolean
  drop: (base: EventView | undefined) => void
}

type Start = { base: EventView | undefined; empty: Draft; copy: LocalCopy | undefined }

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)))

/** What passes by itself: the same may well be asked again. */
const isAway = (error: unknown) =>
  refusedAs(error, 'too-many-requests', 'still-running') ||
  (error instanceof Refusal && (error.status === 0 || error.status >= 500))

export type Editor = ReturnType<typeof createEditor>

/** A form over one event: what is typed, what it is based on, and what became of it. One request at a time. */
export const createEditor = (api: Api, shelf: Shelf, { base, empty, copy }: Start) => {
  const typed = copy?.draft ?? (base ? draftOf(base) : empty)
  let state: Editing = {
    ...{ base, draft: typed, isDirty: copy !== undefined, saving: copy ? 'kept' : 'saved', running: undefined },
    ...{ wrong: {}, error: null, isUnreachable: false, tries: 0 },
    // What was typed on top of another version than there is now must not be saved over it unasked.
    isConflict: copy !== undefined && base !== undefined && copy.version !== base.version,
  }
  /** A draft that the server has refused: asking again, unchanged, would be the same. */
  let refused: Draft | undefined
  let running: Promise<EventView | undefined> | undefined
  const listeners = new Set<() => void>()

  const set = (change: Partial<Editing>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const keep = (): Saving =>
    shelf.keep({ draft: state.draft, version: state.base?.version ?? null }, state.base) ? 'kept' : 'lost'

  /** The server has it: what was sent is saved, and what was typed meanwhile is not. */
  const settle = (event: EventView, sent: Draft) => {
    const before = state.base
    const isDirty = state.draft !== sent
    set({
      base: event,
      draft: withIds(state.draft, sent, event),
      isDirty,
      error: null,
      isUnreachable: false,
      wrong: {},
    })
    if (before === undefined || !isDirty) shelf.drop(before)
    set({ saving: isDirty ? keep() : 'saved' })
    return event
  }

  const send = async (sent: Draft, input: EventInput, isQuiet: boolean) => {
    set({ saving: 'saving', running: state.running ?? (isQuiet ? undefined : 'save') })
    try {
      const { base } = state
      return settle(base ? await api.change({ event: base, body: input }) : await api.create(input), sent)
    } catch (thrown) {
      const error = asError(thrown)
      const isConflict = refusedAs(error, 'changed-meanwhile')
      if (!isAway(error)) refused = sent
      set({ saving: keep(), isConflict, isUnreachable: isAway(error) })
      // Nobody asked: what is missing is said when somebody does.
      if (!isQuiet || refusedAs(error, 'signed-out')) set({ error, wrong: wrongOf(error) })
      return undefined
    }
  }

  /** Saves what is typed, after whatever is on its way; undefined where that did not work. */
  const save = async ({ isQuiet = false } = {}): Promise<EventView | undefined> => {
    if (running) await running
    if (!state.isDirty && state.base) return state.base
    if (state.isConflict) return undefined
    const parsed = inputOf(state.draft)
    if ('wrong' in parsed) {
      if (!isQuiet) set({ wrong: parsed.wrong })
      return undefined
    }
    running = send(state.draft, parsed.input, isQuiet)
    try {
      return await running
    } finally {
      running = undefined
      // Told in any case: whoever saves by itself looks only now whether there is more to save, or the same once more.
      set({ running: state.running === 'save' ? undefined : state.running })
    }
  }

  const begin = () => set({ tries: state.tries + 1, error: null, wrong: {} })

  const editor = {
    get: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    edit: (change: (now: Draft) => Partial<Draft>) => {
      set({ draft: { ...state.draft, ...change(state.draft) }, isDirty: true })
      const saving = keep()
      set({ saving: state.saving === 'saving' ? 'saving' : saving })
    },
    /** Whether there is something that could be saved without asking anybody. */
    get isWaiting() {
      const { isDirty, isConflict, draft } = state
      return isDirty && !isConflict && running === undefined && draft !== refused && isComplete(draft)
    },
    saveQuietly: () => save({ isQuiet: true }),
    save: () => {
      begin()
      return save()
    },
    /** Saves and puts on sale. */
    publish: async (): Promise<EventView | undefined> => {
      begin()
      set({ running: 'publish' })
      try {
        const saved = await save()
        if (!saved) return undefined
        const { draft: sent, isDirty } = state
        const published = await api.publish(saved)
        set({ base: published, isDirty: isDirty || state.draft !== sent })
        set({ saving: state.isDirty ? keep() : 'saved' })
        return published
      } catch (thrown) {
        const error = asError(thrown)
        set({ error, wrong: wrongOf(error), isConflict: refusedAs(error, 'changed-meanwhile') })
        return undefined
      } finally {
        set({ running: undefined })
      }
    },
    /** Gives up what is typed for what the server has. */
    takeTheirs: async () => {
      const { base } = state
      if (!base) return
      const theirs = await api.latest(base)
      shelf.drop(base)
      set({
        base: theirs,
        draft: draftOf(theirs),
        isDirty: false,
        isConflict: false,
        saving: 'saved',
        error: null,
        wrong: {},
      })
    },
    /** Puts what is typed on top of what somebody else has saved meanwhile. */
    keepMine: async () => {
      const { base } = state
      if (!base) return
      const theirs = await api.latest(base)
      refused = undefined
      set({ base: theirs, draft: rebased(state.draft, theirs), isDirty: true, isConflict: false, error: null })
      set({ saving: keep() })
    },
    /** Forgets what is kept on this device. */
    startOver: () => {
      shelf.drop(state.base)
      const draft = state.base ? draftOf(state.base) : empty
      set({ draft, isDirty: false, isConflict: false, saving: 'saved', error: null, wrong: {} })
    },
  }
  return editor
}
