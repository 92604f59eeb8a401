import { plural, t } from '@lingui/core/macro'
import type { SaleView } from '../../api/money-types.ts'
import { formatMoney } from '../../format/money.ts'
import { Choices } from '../../ui/Choices.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'
import { ChooseTickets } from './ChooseTickets.tsx'
import { leftOf, type RefundDraft, type RefundWrong } from './refund-draft.ts'

type Props = {
  sale: SaleView
  draft: RefundDraft
  wrong: RefundWrong
  onChange: (change: Partial<RefundDraft>) => void
}

export const RefundFields = ({ sale, draft, wrong, onChange }: Props) => {
  const { refundable } = sale
  const left = leftOf(sale).reduce((sum, { count }) => sum + count, 0)
  const [money, tickets] = [formatMoney(refundable), plural(left, { one: '# ticket', other: '# tickets' })]
  return (
    <>
      <Choices
        legend={t`What goes back`}
        value={draft.scope}
        onChange={(scope) => onChange({ scope })}
        options={[
          { value: 'everything', label: t`Everything that is left`, hint: t`${money} and ${tickets}` },
          ...(left > 1
            ? [{ value: 'tickets' as const, label: t`Some tickets`, hint: t`At what was paid for each of them` }]
            : []),
          ...(refundable.amount > 0
            ? [{ value: 'amount' as const, label: t`An amount`, hint: t`The buyer keeps the tickets` }]
            : []),
        ]}
      />
      {draft.scope === 'tickets' && <ChooseTickets sale={sale} draft={draft} onChange={onChange} />}
      {draft.scope === 'amount' && (
        <TextField
          id="refund-amount"
          label={t`Amount`}
          hint={t`In ${refundable.currency}, up to ${money}`}
          inputMode="decimal"
          autoComplete="off"
          error={wrong.choice}
          value={draft.amount}
          onChange={({ target }) => onChange({ amount: target.value })}
        />
      )}
      {draft.scope === 'tickets' && wrong.choice && (
        <p role="alert" className="-mt-3 text-sm font-semibold text-bad first-letter:uppercase">
          {wrong.choice}
        </p>
      )}
      {draft.scope !== 'amount' && (
        <Choices
          legend={t`What becomes of the places`}
          value={draft.restock}
          onChange={(restock) => onChange({ restock })}
          options={[
            { value: 'on-sale', label: t`Back on sale`, hint: t`Somebody else can buy them` },
            { value: 'withdrawn', label: t`Taken off sale`, hint: t`Nobody gets them any more` },
          ]}
        />
      )}
      <TextArea
        id="refund-reason"
        label={t`Why`}
        hint={t`The buyer reads this.`}
        maxLength={500}
        rows={2}
        error={wrong.reason}
        value={draft.reason}
        onChange={({ target }) => onChange({ reason: target.value })}
      />
    </>
  )
}
