import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { SaleView } from '../../api/money-types.ts'
import { useResendSold } from '../../api/resend.ts'
import { Button } from '../../ui/Button.tsx'
import { ResendButton, ResendOutcome } from '../order/ResendTickets.tsx'
import { RefundDialog } from './RefundDialog.tsx'
import { isRefundable, isResendable, whatWords } from './words.ts'

/** What a seller can do about an order. `around` puts the buttons in their place, and what came of them below. */
export const SaleActions = ({
  sale,
  around,
}: {
  sale: SaleView
  around: (buttons: ReactNode, outcome: ReactNode) => ReactNode
}) => {
  const [isOpen, setOpen] = useState(false)
  const [wasOpen, setWasOpen] = useState(false)
  const resend = useResendSold(sale.id)
  const [number, what] = [sale.id.slice(-8), whatWords(sale)]
  const buttons = (isRefundable(sale) || isResendable(sale)) && (
    <div className="flex flex-wrap gap-2">
      {isResendable(sale) && (
        <ResendButton
          resend={resend}
          label={t`Send tickets again`}
          name={t`Send tickets again: order ${number}: ${what}`}
          isSmall
        />
      )}
      {isRefundable(sale) && (
        <Button
          variant="secondary"
          aria-label={t`Refund order ${number}: ${what}`}
          onClick={() => {
            setWasOpen(true)
            setOpen(true)
          }}
        >
          <Trans>Refund</Trans>
        </Button>
      )}
    </div>
  )
  return (
    <>
      {around(
        buttons,
        <ResendOutcome resend={resend} done={t`The tickets are on their way to the buyer’s mailbox.`} />,
      )}
      {wasOpen && <RefundDialog sale={sale} isOpen={isOpen} onOpenChange={setOpen} />}
    </>
  )
}
