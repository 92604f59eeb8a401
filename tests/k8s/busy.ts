import { setTimeout } from 'node:timers/promises'
import type { EventShown } from '#local/person'
import type { Cluster } from './cluster.ts'

/** How many come at a time. */
const DOORS = 3
// Enough to be in the way of whoever leaves, and no more work than that.
const BETWEEN_ROUNDS_MS = 20

/**
 * People who look, hold, cancel and go, one after the other, while `work` is done: nobody does it so often that they are asked to
 * wait. `refused` is each answer that was none, `holds` how often somebody had a ticket, for each of those who come at a time.
 */
export const whileBusy = async <Result>(cluster: Cluster, event: EventShown, work: () => Promise<Result>) => {
  const refused: string[] = []
  const holds = Array<number>(DOORS).fill(0)
  let busy = true
  const note = (what: string, status: number) => {
    if (status >= 400) refused.push(`${what}: ${status}`)
  }
  const come = async (door: number) => {
    for (; busy; await setTimeout(BETWEEN_ROUNDS_MS)) {
      const [person] = await cluster.crowd(1)
      if (!person) throw new Error('nobody came')
      const page = await cluster.visit('/')
      note('page', page.status)
      await page.text()
      const hold = await person.asksToHold(event)
      note(`hold ${hold.body.title ?? ''}`, hold.status)
      if (hold.status !== 201) continue
      holds[door] = (holds[door] ?? 0) + 1
      note('cancel', (await person.call('POST', `/api/orders/${hold.body.id}/cancel`)).status)
    }
  }
  const coming = Promise.all(holds.map((_, door) => come(door)))
  const result = await work().finally(() => {
    busy = false
  })
  await coming
  return { result, refused, holds }
}
