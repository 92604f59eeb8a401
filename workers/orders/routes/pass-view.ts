import { codeOf } from '../pass-code.ts'
import type { AdmissionStore } from '../store/admissions.ts'
import { passesWithAdmissions } from './view.ts'

type Found = NonNullable<Awaited<ReturnType<AdmissionStore['passesOf']>>>

/** What each ticket of an order shows at the door; no code where it opens none, and for an event that does not take place. */
export const passesToShow = ({ order, passes }: Found) =>
  passesWithAdmissions(order).map((pass, index) => {
    const unit = order.tickets[index]?.unit
    const code = unit === undefined ? undefined : passes.get(unit)
    const opens = pass.state === 'valid' && order.event.cancelled === null
    return {
      ...pass,
      code: opens && code !== undefined ? codeOf(code) : null,
    }
  })
