import { useSyncExternalStore } from 'react'
import type { Id } from '../../api/types.ts'

const noted = (order: Id<'order'>) => `holdfast:stopped-waiting:${order}`

const subscribe = (changed: () => void) => {
  addEventListener('storage', changed)
  return () => removeEventListener('storage', changed)
}

const note = (name: string, stopped: boolean) => {
  if (stopped) localStorage.setItem(name, '1')
  else localStorage.removeItem(name)
  // Other tabs hear of it by themselves.
  dispatchEvent(new Event('storage'))
}

/** Whether somebody said that they do not want to wait for their turn: in all tabs, and until they ask to pay again. */
export const useStopped = (order: Id<'order'>) => {
  const name = noted(order)
  const stopped = useSyncExternalStore(subscribe, () => localStorage.getItem(name) !== null)
  return [stopped, (now: boolean) => note(name, now)] as const
}
