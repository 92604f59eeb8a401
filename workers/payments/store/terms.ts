import { feeOn } from '../ledger.ts'
import { plainTerms, type TermsOf } from '../terms.ts'
import type { FeeRateStore } from './fee-rates.ts'
import type { SellerStore } from './sellers.ts'

type Needs = { connect: boolean; sellers: Pick<SellerStore, 'find'>; feeRates: Pick<FeeRateStore, 'current'> }

/**
 * Where sellers have accounts of their own: the rest of an order goes to its seller's, if Stripe pays to it now. An order from
 * before sellers were named in orders is paid to the installation, as it was when it was made.
 */
export const createTerms = ({ connect, sellers, feeRates }: Needs): TermsOf =>
  connect
    ? async (seller, total) => {
        if (seller === undefined) return 'not-told'
        if (seller === null) return plainTerms(seller, total)
        const known = await sellers.find(seller)
        if (known?.state !== 'enabled') return 'not-payable'
        return { fee: feeOn(total.amount, await feeRates.current()), destination: known.account }
      }
    : plainTerms
