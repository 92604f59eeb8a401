import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { SellerView } from '../../api/money-types.ts'
import type { Currency, TypeStock } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Admission } from './Admission.tsx'
import type { RowDraft, TypeDraft, Wrong } from './draft.ts'
import { SeatRows } from './SeatRows.tsx'
import { StockLine } from './StockLine.tsx'
import { fieldId } from './wrong.ts'
import { YouGet } from './YouGet.tsx'

type Props = {
  n: number
  type: TypeDraft
  currency: Currency
  wrong: Wrong
  /** Where its tickets are, once it is on sale. */
  stock: TypeStock | undefined
  /** What the store keeps; undefined until it is known. */
  seller: SellerView | undefined
  isPublished: boolean
  onChange: (change: Partial<TypeDraft>) => void
  onRows: (change: (rows: readonly RowDraft[]) => RowDraft[]) => void
  onRemove: (() => void) | undefined
}

export const TypeFields = (props: Props) => {
  const { n, type, currency, wrong, stock, seller, isPublished, onChange, onRows, onRemove } = props
  const field = (name: string, draft: 'name' | 'description' | 'price' | 'quantity' | 'salesStart' | 'salesEnd') => {
    const pointer = `/ticketTypes/${n}/${name}`
    return {
      id: fieldId(pointer),
      error: wrong[pointer],
      value: type[draft],
      onChange: (event: { target: { value: string } }) => onChange({ [draft]: event.target.value }),
    }
  }
  return (
    <fieldset className="min-w-0 rounded-card border border-line bg-surface px-5 pt-2 pb-6">
      <legend className="px-1 text-lg font-extrabold">{t`Ticket type ${n + 1}`}</legend>
      {stock && <StockLine stock={stock} />}
      <div className="grid gap-5 sm:grid-cols-6">
        <TextField
          className="sm:col-span-4"
          label={t`Name`}
          hint={t`Like “Balcony” or “Under 18”`}
          maxLength={80}
          {...field('name', 'name')}
        />
        <TextField
          className="sm:col-span-2"
          label={t`Price`}
          hint={t`In ${currency}, all in`}
          inputMode="decimal"
          placeholder="25.00"
          autoComplete="off"
          {...field('price', 'price')}
        />
        <div role="status" className="-mt-2 empty:hidden sm:col-span-6">
          {seller && <YouGet seller={seller} price={type.price} currency={currency} />}
        </div>
        <TextField
          className="sm:col-span-6"
          label={t`What it includes`}
          hint={t`Shown below its name; leave it empty where the name says it`}
          maxLength={300}
          autoComplete="off"
          {...field('description', 'description')}
        />
        <Admission n={n} type={type} isFixed={isPublished && type.id !== undefined} onChange={onChange} />
        {type.seated ? (
          <SeatRows n={n} rows={type.rows} wrong={wrong} onChange={onRows} />
        ) : (
          <TextField
            className="sm:col-span-2"
            label={t`Quantity`}
            hint={t`How many there are`}
            inputMode="numeric"
            autoComplete="off"
            {...field('quantity', 'quantity')}
          />
        )}
        <TextField
          className={type.seated ? 'sm:col-span-3' : 'sm:col-span-2'}
          label={t`Sales start`}
          hint={t`Empty: at once`}
          type="datetime-local"
          {...field('salesStartAt', 'salesStart')}
        />
        <TextField
          className={type.seated ? 'sm:col-span-3' : 'sm:col-span-2'}
          label={t`Sales end`}
          hint={t`Empty: when it begins`}
          type="datetime-local"
          {...field('salesEndAt', 'salesEnd')}
        />
      </div>
      {onRemove && (
        <Button variant="quiet" className="mt-4 -ml-3 text-bad!" onClick={onRemove}>
          <Trans>Remove ticket type {n + 1}</Trans>
        </Button>
      )}
    </fieldset>
  )
}
