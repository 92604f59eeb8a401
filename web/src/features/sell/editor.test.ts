import { expect, test } from 'vitest'
import { Refusal } from '../../api/refusal.ts'
import type { EventInput, EventView } from '../../api/types.ts'
import { type Draft, emptyDraft } from './draft.ts'
import { createEditor } from './editor.ts'
import type { LocalCopy } from './local-copy.ts'

const complete: Draft = {
  ...emptyDraft('Europe/Vienna'),
  ...{ title: 'Choirs', venue: 'Brewery', city: 'Vienna', starts: '2030-05-01T20:00' },
}
const typed: Draft = {
  ...complete,
  ticketTypes: complete.ticketTypes.map((type) => ({ ...type, name: 'Adult', price: '9', quantity: '12' })),
}

const conflict = new Refusal(412, { type: '/problems/changed-meanwhile' })

/** A server that keeps one event, as tickets does: by version. Requests wait until they are let through. */
const world = (copy?: LocalCopy) => {
  const kept = new Map<string, LocalCopy>()
  let stored: EventView | undefined
  let failure: Error | undefined
  let waiting: (() => void)[] = []
  const put = async (input: EventInput, version: number): Promise<EventView> => {
    await new Promise<void>((through) => waiting.push(through))
    if (failure) throw failure
    if ((stored?.version ?? 0) !== version) throw conflict
    stored = {
      ...input,
      ...{
        id: 'evt_0198c0ffee007000a000000000000001',
        seller: { id: 'acc_0198c0ffee007000a000000000000001', name: 'S' },
      },
      ticketTypes: input.ticketTypes.map((type, n) => ({
        ...type,
        id: type.id ?? (`typ_${String(version * 10 + n).padStart(32, '0')}` as const),
      })),
      artwork: null,
      ...{
        status: 'draft',
        version: version + 1,
        createdAt: '',
        publishedAt: null,
        cancelReason: null,
        withdrawn: false,
      },
    }
    return stored
  }
  const editor = createEditor(
    {
      create: (input) => put(input, 0),
      change: ({ event, body }) => put(body, event.version),
      publish: async (event) => ({ ...event, status: 'published', version: event.version + 1 }),
      latest: async () => stored as EventView,
    },
    {
      keep: (draft, base) => kept.set(base?.id ?? 'new', draft) !== undefined,
      drop: (base) => void kept.delete(base?.id ?? 'new'),
    },
    { base: undefined, empty: emptyDraft('Europe/Vienna'), copy },
  )
  return {
    editor,
    kept,
    fails: (error?: Error) => {
      failure = error
    },
    /** Somebody else saves. */
    changes: (title: string) => {
      if (stored) stored = { ...stored, title, version: stored.version + 1 }
    },
    /** Lets every request through that waits, now or soon. */
    through: async <T>(asked: Promise<T>): Promise<T> => {
      const timer = setInterval(() => {
        for (const go of waiting) go()
        waiting = []
      })
      try {
        return await asked
      } finally {
        clearInterval(timer)
      }
    },
    get stored() {
      return stored
    },
  }
}

test('what is typed is kept at once, and is nobody’s any more once the server has it', async () => {
  const there = world()
  const { editor, kept, through } = there
  editor.edit(() => ({ title: 'Ch' }))
  expect(editor.get()).toMatchObject({ saving: 'kept', isDirty: true })
  expect(kept.get('new')?.draft.title).toBe('Ch')
  // Nothing is asked of the server before there is something that it could keep.
  expect(editor.isWaiting).toBe(false)
  editor.edit(() => typed)
  expect(editor.isWaiting).toBe(true)
  await through(editor.saveQuietly())
  expect(editor.get()).toMatchObject({ saving: 'saved', isDirty: false, base: { version: 1 } })
  expect(editor.get().draft.ticketTypes[0]?.id).toBe(there.stored?.ticketTypes[0]?.id)
  expect([...kept.keys()]).toEqual([])
  expect(editor.isWaiting).toBe(false)
})

test('what is typed while it is on its way stays, and is saved with the next', async () => {
  const there = world()
  const { editor, kept, through } = there
  editor.edit(() => typed)
  const saving = editor.saveQuietly()
  editor.edit(() => ({ title: 'Choirs, and more' }))
  let isSeen = false
  editor.subscribe(() => {
    isSeen = editor.isWaiting
  })
  expect(editor.isWaiting).toBe(false)
  await through(saving)
  expect(editor.get()).toMatchObject({ isDirty: true, saving: 'kept', draft: { title: 'Choirs, and more' } })
  // Whoever listens has been told that there is more to save.
  expect(isSeen).toBe(true)
  expect([...kept.keys()]).toEqual([there.stored?.id])
  await through(editor.saveQuietly())
  expect(there.stored).toMatchObject({ title: 'Choirs, and more', version: 2 })
  expect([...kept.keys()]).toEqual([])
})

test('a server that cannot be reached is asked again; one that refuses is not, until something else is typed', async () => {
  const { editor, kept, fails, through } = world()
  editor.edit(() => typed)
  fails(Refusal.unreachable())
  await through(editor.saveQuietly())
  expect(editor.get()).toMatchObject({ saving: 'kept', isUnreachable: true, error: null })
  expect([editor.isWaiting, kept.size]).toEqual([true, 1])
  fails(new Refusal(400, { type: '/problems/invalid-request', errors: [{ pointer: '#/title', detail: 'is rude' }] }))
  await through(editor.saveQuietly())
  // Nobody asked, so nothing is said yet.
  expect(editor.get()).toMatchObject({ isUnreachable: false, error: null, wrong: {} })
  expect(editor.isWaiting).toBe(false)
  await through(editor.save())
  expect(editor.get().wrong).toEqual({ '/title': 'is rude' })
  fails()
  editor.edit(() => ({ title: 'Polite' }))
  expect(editor.isWaiting).toBe(true)
})

test('of two who changed the same, neither is overwritten before somebody says so', async () => {
  const there = world()
  const { editor, through, changes } = there
  editor.edit(() => typed)
  await through(editor.saveQuietly())
  changes('Theirs')
  editor.edit(() => ({ title: 'Mine' }))
  await through(editor.saveQuietly())
  expect(editor.get()).toMatchObject({ isConflict: true, isDirty: true, draft: { title: 'Mine' } })
  expect([editor.isWaiting, there.stored?.title]).toEqual([false, 'Theirs'])
  expect(await editor.save()).toBeUndefined()

  await editor.keepMine()
  await through(editor.save())
  expect(there.stored).toMatchObject({ title: 'Mine', version: 3 })

  changes('Theirs again')
  editor.edit(() => ({ title: 'Mine again' }))
  await through(editor.saveQuietly())
  await editor.takeTheirs()
  expect(editor.get()).toMatchObject({ isDirty: false, isConflict: false, draft: { title: 'Theirs again' } })
})

test('publishing saves first, and what is wrong is named instead', async () => {
  const { editor, through } = world()
  editor.edit(() => ({ ...typed, holdMinutes: 'long' }))
  expect(await through(editor.publish())).toBeUndefined()
  expect(Object.keys(editor.get().wrong)).toEqual(['/holdMinutes'])
  editor.edit(() => ({ holdMinutes: '20' }))
  expect(await through(editor.publish())).toMatchObject({ status: 'published', holdMinutes: 20 })
  expect(editor.get()).toMatchObject({ running: undefined, isDirty: false, saving: 'saved', wrong: {} })
})

test('what was kept from last time is there again, until it is given up', () => {
  const { editor } = world({ draft: { ...typed, title: 'From before' }, version: null })
  expect(editor.get()).toMatchObject({ isDirty: true, saving: 'kept', draft: { title: 'From before' } })
  editor.startOver()
  expect(editor.get()).toMatchObject({ isDirty: false, draft: { title: '' } })
})
