import { setTimeout } from 'node:timers/promises'
import type { EventShown, Person } from '#local/person'
import type { Cluster } from './cluster.ts'

const PEOPLE = 3
// Enough to be in the way of whoever leaves, and no more work than that.
const BETWEEN_ROUNDS_MS = 20

/**
 * People who look, hold and cancel, again and again, while `work` is done. `refused` is each answer that was none,
 * `holds` how often each of them had a ticket.
 */
export const whileBusy = async <Result>(cluster: Cluster, event: EventShown, work: () => Promise<Result>) => {
  const refused: string[] = []
  const holds = Array<number>(PEOPLE).fill(0)
  let busy = true
  const note = (what: string, status: number) => {
    if (status >= 400) refused.push(`${what}: ${status}`)
  }
  const comes = async (person: Person, who: number) => {
    for (; busy; await setTimeout(BETWEEN_ROUNDS_MS)) {
      const page = await cluster.visit('/')
      note('page', page.status)
      await page.text()
      const hold = await person.asksToHold(event)
      note(`hold ${hold.body.title ?? ''}`, hold.status)
      if (hold.status !== 201) continue
      holds[who] = (holds[who] ?? 0) + 1
      note('cancel', (await person.call('POST', `/api/orders/${hold.body.id}/cancel`)).status)
    }
  }
  const coming = Promise.all((await cluster.crowd(PEOPLE)).map(comes))
  const result = await work().finally(() => {
    busy = false
  })
  await coming
  return { result, refused, holds }
}
