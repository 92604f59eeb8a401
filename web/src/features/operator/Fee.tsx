import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FeeRate } from '../../api/money-types.ts'
import { feeQuery, useFee } from '../../api/operator-money.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Asked } from './Asked.tsx'
import { type FeeDraft, feeDraftOf, feeOf } from './fee-draft.ts'

const Form = ({ rate }: { rate: FeeRate }) => {
  const [draft, setDraft] = useState(() => feeDraftOf(rate))
  const [wrong, setWrong] = useState<Partial<FeeDraft>>({})
  const fee = useFee()
  const field = (name: keyof FeeDraft) => ({
    id: `fee-${name}`,
    error: wrong[name],
    value: draft[name],
    autoComplete: 'off',
    onChange: ({ target }: { target: { value: string } }) => setDraft((now) => ({ ...now, [name]: target.value })),
  })
  const submit = () => {
    const parsed = feeOf(draft)
    setWrong('wrong' in parsed ? parsed.wrong : {})
    if (!('wrong' in parsed)) {
      fee.mutate(parsed, { onSuccess: () => setDraft((now) => ({ ...now, reason: '' })) })
      return
    }
    const { percent, fixed } = parsed.wrong
    document.getElementById(percent ? 'fee-percent' : fixed ? 'fee-fixed' : 'fee-reason')?.focus()
  }
  return (
    <form
      noValidate
      className="grid gap-4 rounded-card bg-surface p-5 shadow-raised md:grid-cols-[1fr_1fr_2fr_auto] md:items-start"
      onSubmit={(event) => {
        event.preventDefault()
        if (!fee.isPending) submit()
      }}
    >
      <TextField label="Per cent of an order" inputMode="decimal" {...field('percent')} />
      <TextField label="And for each order" inputMode="decimal" {...field('fixed')} />
      <TextField label="Why" maxLength={500} {...field('reason')} />
      <Button type="submit" className="min-h-12 md:mt-7.5" busy={fee.isPending}>
        Set fee
      </Button>
      <div role="status" className="empty:hidden md:col-span-4">
        {fee.isSuccess && <p className="font-bold text-good">Set. It counts for orders from now on.</p>}
        {fee.isError && <Problem error={fee.error} />}
      </div>
    </form>
  )
}

/** What the store keeps of each order. */
export const Fee = () => (
  <Asked
    title="Fee"
    hint="What this store keeps of each order, in the order’s own currency. Payments that have begun keep theirs."
    query={useQuery(feeQuery)}
  >
    {(rate) => <Form rate={rate} />}
  </Asked>
)
