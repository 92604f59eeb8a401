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
  const tickets = left === 1 ? '1 ticket' : `${left} tickets`
  return (
    <>
      <Choices
        legend="What goes back"
        value={draft.scope}
        onChange={(scope) => onChange({ scope })}
        options={[
          { value: 'everything', label: 'Everything that is left', hint: `${formatMoney(refundable)} and ${tickets}` },
          ...(left > 1
            ? [{ value: 'tickets' as const, label: 'Some tickets', hint: 'At what was paid for each of them' }]
            : []),
          ...(refundable.amount > 0
            ? [{ value: 'amount' as const, label: 'An amount', hint: 'The buyer keeps the tickets' }]
            : []),
        ]}
      />
      {draft.scope === 'tickets' && <ChooseTickets sale={sale} draft={draft} onChange={onChange} />}
      {draft.scope === 'amount' && (
        <TextField
          id="refund-amount"
          label="Amount"
          hint={`In ${refundable.currency}, up to ${formatMoney(refundable)}`}
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
          legend="What becomes of the places"
          value={draft.restock}
          onChange={(restock) => onChange({ restock })}
          options={[
            { value: 'on-sale', label: 'Back on sale', hint: 'Somebody else can buy them' },
            { value: 'withdrawn', label: 'Taken off sale', hint: 'Nobody gets them any more' },
          ]}
        />
      )}
      <TextArea
        id="refund-reason"
        label="Why"
        hint="The buyer reads this."
        maxLength={500}
        rows={2}
        error={wrong.reason}
        value={draft.reason}
        onChange={({ target }) => onChange({ reason: target.value })}
      />
    </>
  )
}
