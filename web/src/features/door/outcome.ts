import { t } from '@lingui/core/macro'
import type { Admission, TicketAtDoor } from '../../api/door.ts'
import { Refusal } from '../../api/refusal.ts'
import { clockTime } from '../../format/dates.ts'
import { seatName } from '../../format/seats.ts'

/** What the door says: `yes`, `no`, or that it does not know, which is no yes. `mayAskAgain`: the same question may be asked. */
export type Outcome = {
  verdict: 'yes' | 'no' | 'unknown'
  title: string
  detail: string
  mayAskAgain: boolean
}

export const ticketWords = ({ name, number, of, seat }: TicketAtDoor) => {
  const which = seat ? seatName(seat) : t`ticket ${number} of ${of}`
  return `${name}, ${which}`
}

const no = (title: string, detail: string): Outcome => ({ verdict: 'no', title, detail, mayAskAgain: false })

/** What was answered once is answered again under its key; who was sent back meanwhile is not let in by that. */
export const yes = ({ ticket, undoneAt }: Admission): Outcome =>
  undoneAt === null
    ? { verdict: 'yes', title: t`Let in`, detail: ticketWords(ticket), mayAskAgain: false }
    : no(t`Taken back`, t`Somebody has undone this meanwhile. Scan the ticket again.`)

type Said = { reason?: unknown; ticket?: TicketAtDoor; title?: unknown; admittedAt?: unknown }

const refused = ({ reason, ticket, title, admittedAt }: Said): Outcome => {
  const about = ticket ? ticketWords(ticket) : ''
  const at = typeof admittedAt === 'string' ? clockTime(admittedAt) : ''
  const other = String(title ?? '')
  switch (reason) {
    case 'admitted-already':
      return no(t`Used already`, t`Somebody was let in with this ticket at ${at}. ${about}`)
    case 'given-back':
      return no(t`Given back`, t`This ticket was given back and lets nobody in. ${about}`)
    case 'frozen':
      return no(t`Frozen`, t`The bank looks into the payment, and until then this ticket lets nobody in. ${about}`)
    case 'event-cancelled':
      return no(t`Event cancelled`, t`This event does not take place.`)
    case 'not-this-event':
      return no(t`Another event`, t`This ticket is for ${other}.`)
    default:
      return no(t`Not let in`, about)
  }
}

/** A refusal as it is said at the door. Whatever nobody foresaw is not a yes. */
export const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof Refusal) {
    if (error.slug === 'not-admitted') return refused(error.problem as Said)
    if (error.slug === 'not-found') return no(t`Not a ticket`, t`There is no ticket with this code for your event.`)
    if (error.slug === 'invalid-request')
      return no(t`Misread`, t`A letter of this code is wrong. Scan or type it again.`)
    if (error.slug === 'signed-out')
      return {
        verdict: 'unknown',
        title: t`Not checked`,
        detail: t`You have been signed out. Sign in again.`,
        mayAskAgain: false,
      }
  }
  return {
    verdict: 'unknown',
    title: t`Not checked`,
    detail: t`The store could not be asked, and nobody was let in. Ask again when there is a connection.`,
    mayAskAgain: true,
  }
}
