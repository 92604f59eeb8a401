import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { Admission, AdmitAnswer } from '../store/admissions.ts'

type AdmissionDeps = Pick<Deps, 'admissions'>

/** How many of those who came last are shown. */
const LATEST = 20

const said: Record<Exclude<AdmitAnswer['outcome'], 'admitted' | 'not-found' | 'key-reused'>, string> = {
  'admitted-already': 'Somebody was let in with this ticket',
  'given-back': 'This ticket was given back',
  frozen: 'The payment for this ticket is disputed',
  'event-cancelled': 'The event has been cancelled',
  'not-this-event': 'This ticket is for another event',
}

/**
 * Lets one person in with a pass. Throws `not-found` for a pass or an event that is not the seller's own, and `not-admitted`
 * with its reason for one that is, and lets nobody in.
 */
export const admit = async (
  { admissions }: AdmissionDeps,
  scan: { event: Id<'event'>; pass: string; key: string },
  seller: Person,
): Promise<Admission> => {
  const answer = await admissions.admit({ ...scan, admission: newId('admission'), seller: seller.id })
  switch (answer.outcome) {
    case 'admitted':
      return answer.admission
    case 'not-found':
    case 'key-reused':
      throw new Problem(answer.outcome)
    case 'admitted-already':
    case 'given-back':
    case 'frozen':
    case 'event-cancelled':
    case 'not-this-event': {
      const { outcome: reason, ticket, title, at } = answer
      throw new Problem('not-admitted', said[reason], {
        ...{ reason, ...(ticket && { ticket }), ...(title !== undefined && { title }) },
        ...(at !== undefined && { admittedAt: new Date(at).toISOString() }),
      })
    }
  }
}

/** Whoever was let in is not inside after all: their pass opens the door again. */
export const undoAdmission = async (
  { admissions }: AdmissionDeps,
  { event, admission }: { event: Id<'event'>; admission: Id<'admission'> },
  seller: Person,
): Promise<Admission> => {
  const undone = await admissions.undo(admission, event, seller.id)
  if (!undone) throw new Problem('not-found')
  return undone
}

/** How many are expected and inside, and who came last. */
export const showDoor = async ({ admissions }: AdmissionDeps, event: Id<'event'>, seller: Person) => {
  const door = await admissions.atTheDoor(event, seller.id, LATEST)
  if (!door) throw new Problem('not-found')
  return door
}
