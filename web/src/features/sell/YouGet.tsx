import { Trans } from '@lingui/react/macro'
import type { SellerView } from '../../api/money-types.ts'
import type { Currency } from '../../api/types.ts'
import { feeOn, feeWords, isFeeless } from '../../format/fee.ts'
import { formatMoney, parsePrice } from '../../format/money.ts'

type Props = { seller: SellerView; price: string; currency: Currency }

/** What a price comes to for the seller, as soon as it is one. */
export const YouGet = ({ seller: { fee, currencyLeast }, price, currency }: Props) => {
  const amount = parsePrice(price, currency)
  if (amount === null || amount === 0) return null
  const least = currencyLeast[currency]
  if (least !== undefined && amount < least)
    return (
      <p className="text-sm font-semibold text-warn">
        <Trans>
          Less than {formatMoney({ amount: least, currency })} cannot be paid by card, unless somebody buys several.
        </Trans>
      </p>
    )
  if (isFeeless(fee))
    return (
      <p className="text-sm text-muted">
        <Trans>You get all of it.</Trans>
      </p>
    )
  const rest = amount - feeOn({ amount, currency }, fee)
  return (
    <p className="text-sm text-muted">
      <Trans>
        You get <strong className="text-ink tabular-nums">{formatMoney({ amount: rest, currency })}</strong> of one
        bought alone. The store keeps {feeWords(fee, currency)}.
      </Trans>
    </p>
  )
}
