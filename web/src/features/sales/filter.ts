import { t } from '@lingui/core/macro'
import type { SaleState } from '../../api/money-types.ts'

export const saleStates = ['paid', 'confirmed', 'refunded'] as const satisfies readonly SaleState[]

export const stateFilterWords = (state: SaleState | undefined): string =>
  state === undefined ? t`All` : { paid: t`Paid`, confirmed: t`Being paid`, refunded: t`Refunded` }[state]

const fewest = 4
const ID = /^(?:[a-z]{0,3}_)?[0-9a-f]*$/

/**
 * Part of an id, out of what somebody typed or pasted: "ord_…0c0ffee1" as it is printed on this page, a whole id, or only its end.
 * Undefined for what is too short to find anything by, or cannot be in an id.
 */
export const partIn = (typed: string | undefined): string | undefined => {
  const [longest = ''] = (typed ?? '')
    .toLowerCase()
    .split(/[^a-z0-9_]+/)
    .toSorted((a, b) => b.length - a.length)
  return longest.length >= fewest && longest.length <= 36 && ID.test(longest) ? longest : undefined
}

/** A name, as far as it was typed; undefined for what is an id, as short as one letter, or none at all. */
export const nameIn = (typed: string | undefined): string | undefined => {
  const name = typed?.trim().slice(0, 80) ?? ''
  return name.length > 1 && /[\p{L}\p{N}]/u.test(name) && !name.includes('_') ? name : undefined
}
