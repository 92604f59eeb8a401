import { Trans } from '@lingui/react/macro'
import type { SellerView } from '../../api/money-types.ts'
import type { TypeStock } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { type Draft, emptyType, type TypeDraft, type Wrong } from './draft.ts'
import { TypeFields } from './TypeFields.tsx'

const mostTypes = 20

type Props = {
  draft: Draft
  wrong: Wrong
  stock: Record<string, TypeStock> | null | undefined
  seller: SellerView | undefined
  isPublished: boolean
  onChange: (change: (now: Draft) => Partial<Draft>) => void
  onType: (key: string, change: (type: TypeDraft) => Partial<TypeDraft>) => void
}

/** What is sold: kinds of tickets, their prices and how many there are. */
export const TicketsStep = ({ draft, wrong, stock, seller, isPublished, onChange, onType }: Props) => (
  <div className="flex flex-col gap-5">
    {draft.ticketTypes.map((type, n) => (
      <TypeFields
        key={type.key}
        n={n}
        type={type}
        currency={draft.currency}
        wrong={wrong}
        stock={type.id && stock?.[type.id]}
        seller={seller}
        isPublished={isPublished}
        onChange={(change) => onType(type.key, () => change)}
        onRows={(change) => onType(type.key, ({ rows }) => ({ rows: change(rows) }))}
        onRemove={
          draft.ticketTypes.length > 1
            ? () => onChange((now) => ({ ticketTypes: now.ticketTypes.filter(({ key }) => key !== type.key) }))
            : undefined
        }
      />
    ))}
    {draft.ticketTypes.length < mostTypes && (
      <Button
        variant="secondary"
        className="self-start"
        onClick={() => onChange((now) => ({ ticketTypes: [...now.ticketTypes, emptyType()] }))}
      >
        <Trans>Add ticket type</Trans>
      </Button>
    )}
  </div>
)
