import { t } from '@lingui/core/macro'
import type { Wrong } from './draft.ts'

/** An event is described in this order, and can be changed in any. */
export const steps = ['details', 'tickets', 'policy', 'preview'] as const
export type Step = (typeof steps)[number]

export const stepWords = (step: Step): string =>
  ({ details: t`Details`, tickets: t`Tickets`, policy: t`Policy`, preview: t`Preview` })[step]

/** On which step a field is. */
export const stepOf = (pointer: string): Step => {
  if (/^\/(holdMinutes|maxPerPerson|refundPolicy|access|accessFeatures(\/.*)?)$|\/maxPerOrder$/.test(pointer))
    return 'policy'
  return pointer.startsWith('/ticketTypes') ? 'tickets' : 'details'
}

/** The first step on which something is wrong. */
export const firstWrong = (wrong: Wrong): Step | undefined => {
  const found = new Set(Object.keys(wrong).map(stepOf))
  return steps.find((step) => found.has(step))
}

export const wrongOn = (wrong: Wrong, step: Step): Wrong =>
  Object.fromEntries(Object.entries(wrong).filter(([pointer]) => stepOf(pointer) === step))
