import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { accountQuery } from '../../api/auth.ts'
import { eventQuery, useChangeEvent, useCreateEvent, usePublishEvent } from '../../api/tickets.ts'
import type { EventView } from '../../api/types.ts'
import { emptyDraft } from './draft.ts'
import { createEditor } from './editor.ts'
import { dropCopy, keepCopy, noteBorn, readCopy } from './local-copy.ts'
import { myZone } from './zones.ts'

const pauseMs = 1_000
const retryMs = 6_000

/** The editor of an event, or of one that is yet to be; a draft saves itself a moment after somebody has stopped typing. */
export const useEditor = (start: EventView | undefined) => {
  const queryClient = useQueryClient()
  const { mutateAsync: create } = useCreateEvent()
  const { mutateAsync: change } = useChangeEvent()
  const { mutateAsync: publish } = usePublishEvent()

  const [editor] = useState(() => {
    const account = queryClient.getQueryData(accountQuery.queryKey)?.id
    const shelfOf = (base: EventView | undefined) => account && { account, event: base?.id ?? ('new' as const) }
    const shelf = shelfOf(start)
    return createEditor(
      {
        create: async (input) => {
          const made = await create(input)
          noteBorn(made.id)
          return made
        },
        change,
        publish,
        latest: ({ id }) => queryClient.fetchQuery({ ...eventQuery(id), staleTime: 0 }),
      },
      {
        keep: (copy, base) => {
          const own = shelfOf(base)
          return own ? keepCopy(own, copy) : false
        },
        drop: (base) => {
          const own = shelfOf(base)
          if (own) dropCopy(own)
        },
      },
      { base: start, empty: emptyDraft(myZone()), copy: shelf && readCopy(shelf) },
    )
  })
  const editing = useSyncExternalStore(editor.subscribe, editor.get)
  const isAuto = editing.base?.status !== 'published'

  useEffect(() => {
    if (!isAuto || !editor.isWaiting) return
    const timer = setTimeout(() => void editor.saveQuietly(), editing.isUnreachable ? retryMs : pauseMs)
    return () => clearTimeout(timer)
  }, [editor, editing, isAuto])

  // Who goes elsewhere and comes back to "New event" means another one.
  useEffect(() => () => noteBorn(undefined), [])

  return { editor, editing, isAuto }
}
