import { t } from '@lingui/core/macro'
import type { SaleState } from '../../api/money-types.ts'

export const saleStates = ['paid', 'confirmed', 'refunded'] as const satisfies readonly SaleState[]

export const stateFilterWords = (state: SaleState | undefined): string =>
  state === undefined ? t`All` : { paid: t`Paid`, confirmed: t`Being paid`, refunded: t`Refunded` }[state]

const fewest = 4

/**
 * Part of an id, out of what somebody typed or pasted: "ord_…0c0ffee1" as it is printed on this page, a whole id, or only its end.
 * Undefined for what is too short to find anything by.
 */
export const partIn = (typed: string | undefined): string | undefined => {
  const [longest = ''] = (typed ?? '')
    .toLowerCase()
    .split(/[^a-z0-9_]+/)
    .toSorted((a, b) => b.length - a.length)
  return longest.length >= fewest && longest.length <= 36 ? longest : undefined
}
