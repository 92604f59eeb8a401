import type { Id } from '../../api/types.ts'
import type { Draft } from './draft.ts'

/** What somebody typed and no server has yet, and on which version of the event; null for a new one. */
export type LocalCopy = { draft: Draft; version: number | null }

/** Whose it is, and of which event: others who use this browser do not find it. */
export type Shelf = { account: Id<'account'>; event: Id<'event'> | 'new' }

const keyOf = ({ account, event }: Shelf) => `holdfast.draft.${account}.${event}`

const isDraft = (value: unknown): value is LocalCopy =>
  typeof value === 'object' &&
  value !== null &&
  'draft' in value &&
  typeof value.draft === 'object' &&
  value.draft !== null &&
  // A draft of an earlier release may lack a field that this one draws.
  ['title', 'starts', 'holdMinutes', 'refundPolicy', 'access', 'artwork', 'ticketTypes'].every(
    (name) => name in (value.draft as object),
  )

export const readCopy = (shelf: Shelf): LocalCopy | undefined => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(shelf)) ?? 'null')
    // What was kept before there was such a limit has none.
    return isDraft(kept) ? { ...kept, draft: { ...{ maxPerPerson: '' }, ...kept.draft } } : undefined
  } catch {
    return undefined
  }
}

/** Says whether this device keeps it: some browsers keep nothing, and none keeps everything. */
export const keepCopy = (shelf: Shelf, copy: LocalCopy): boolean => {
  try {
    localStorage.setItem(keyOf(shelf), JSON.stringify(copy))
    return true
  } catch {
    return false
  }
}

export const dropCopy = (shelf: Shelf): void => {
  try {
    localStorage.removeItem(keyOf(shelf))
  } catch {
    // Nothing was kept.
  }
}

const born = 'holdfast.born'

/** In this tab, `/sell/new` has become this event: reloading must lead to it, and not to another new one. */
export const noteBorn = (event: Id<'event'> | undefined): void => {
  try {
    if (event) sessionStorage.setItem(born, event)
    else sessionStorage.removeItem(born)
  } catch {
    // Then reloading begins anew; the draft is among the events.
  }
}

export const bornHere = (): string | undefined => {
  try {
    return sessionStorage.getItem(born) ?? undefined
  } catch {
    return undefined
  }
}
