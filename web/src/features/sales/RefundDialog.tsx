import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import type { SaleView } from '../../api/money-types.ts'
import { refusedAs } from '../../api/refusal.ts'
import { useRefund } from '../../api/sales.ts'
import { formatMoney, parsePrice } from '../../format/money.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Problem } from '../shell/Problem.tsx'
import { RefundFields } from './RefundFields.tsx'
import { effectOf, emptyRefund, type RefundDraft, type RefundWrong, refundInput, wrongWith } from './refund-draft.ts'
import { whatWords } from './words.ts'

type Effect = ReturnType<typeof effectOf>

const ticketsWords = ({ tickets }: Effect, { restock }: RefundDraft) => {
  if (tickets === 0) return t`Their tickets stay valid.`
  return restock === 'on-sale'
    ? plural(tickets, {
        one: '# ticket is void at once, and on sale again once the money is on its way.',
        other: '# tickets are void at once, and on sale again once the money is on its way.',
      })
    : plural(tickets, {
        one: '# ticket is void at once, and taken off sale.',
        other: '# tickets are void at once, and taken off sale.',
      })
}

const Summary = ({ effect, draft, money }: { effect: Effect; draft: RefundDraft; money: string }) => (
  <div className="rounded-2xl bg-sunken px-5 py-4">
    <p className="text-lg">
      {effect.amount > 0 ? (
        <Trans>
          The buyer gets <strong className="tabular-nums">{money}</strong> back, the way they paid.
        </Trans>
      ) : (
        t`Nothing was paid, so no money moves.`
      )}
    </p>
    <p>{ticketsWords(effect, draft)}</p>
    <p className="mt-2 wrap-anywhere text-muted">“{draft.reason.trim()}”</p>
  </div>
)

const RefundProblem = ({ error }: { error: unknown }) =>
  refusedAs(error, 'refund-refused', 'order-closed', 'order-changed') ? (
    <Banner tone="bad" role="alert" title={t`This cannot be paid back like that`}>
      {error.detail ?? t`The order has changed meanwhile. Close this and look again.`}
    </Banner>
  ) : (
    <Problem error={error} />
  )

type Props = { sale: SaleView; isOpen: boolean; onOpenChange: (open: boolean) => void }

/** Puts a refund together, says what it does, and asks once more. */
export const RefundDialog = ({ sale, isOpen, onOpenChange }: Props) => {
  const [draft, setDraft] = useState(emptyRefund)
  const [wrong, setWrong] = useState<RefundWrong>({})
  const [isSure, setSure] = useState(false)
  const refund = useRefund(sale)
  const typed = parsePrice(draft.amount, sale.refundable.currency)
  const effect = effectOf(sale, draft, typed)
  const money = formatMoney({ amount: effect.amount, currency: sale.refundable.currency })

  const close = (open: boolean) => {
    onOpenChange(open)
    if (open) return
    setDraft(emptyRefund)
    setWrong({})
    setSure(false)
    refund.reset()
  }
  const next = () => {
    const found = wrongWith(draft, effect)
    setWrong(found)
    if (Object.keys(found).length === 0) return setSure(true)
    const first = !found.choice ? 'refund-reason' : draft.scope === 'amount' ? 'refund-amount' : 'refund-tickets'
    document.getElementById(first)?.focus()
  }
  const send = () => refund.mutate(refundInput(sale, draft, typed), { onSuccess: () => close(false) })

  return (
    <Dialog isOpen={isOpen} onOpenChange={close} title={isSure ? t`Pay this back?` : t`Refund`}>
      <p className="mt-1 wrap-anywhere text-muted">
        {sale.buyerName && <strong className="text-ink">{sale.buyerName}, </strong>}
        {whatWords(sale)}
      </p>
      <form
        noValidate
        className="mt-5 flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isSure) next()
          else if (!refund.isPending) send()
        }}
      >
        {isSure ? (
          <Summary effect={effect} draft={draft} money={money} />
        ) : (
          <RefundFields
            sale={sale}
            draft={draft}
            wrong={wrong}
            onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
          />
        )}
        {refund.isError && <RefundProblem error={refund.error} />}
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button
            variant="secondary"
            onClick={() => {
              refund.reset()
              if (isSure) setSure(false)
              else close(false)
            }}
          >
            {isSure ? t`Back` : t`Leave it`}
          </Button>
          {/* Two buttons, not one that changes: a second, hasty click must not be the confirmation. */}
          {isSure ? (
            <Button key="send" type="submit" variant="danger" busy={refund.isPending}>
              {effect.amount > 0 ? t`Pay back ${money}` : t`Take the tickets back`}
            </Button>
          ) : (
            <Button key="next" type="submit">
              <Trans>Continue</Trans>
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
