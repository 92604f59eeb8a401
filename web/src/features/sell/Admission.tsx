import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { TypeDraft } from './draft.ts'

type Props = { n: number; type: TypeDraft; isFixed: boolean; onChange: (change: Pick<TypeDraft, 'seated'>) => void }

const ways = () => [
  { seated: false, name: t`General admission`, what: t`Everybody gets in; no place has a name.` },
  { seated: true, name: t`Named seats`, what: t`Each ticket is for one seat: section, row, number.` },
]

/** Whether places have names. Who bought one or the other keeps it, so it stays as it was published. */
export const Admission = ({ n, type, isFixed, onChange }: Props) => (
  <fieldset className="min-w-0 sm:col-span-6" disabled={isFixed}>
    <legend className="font-bold">
      <Trans>Admission</Trans>
    </legend>
    {isFixed && (
      <p className="text-sm text-muted">
        <Trans>It is published, and stays what it is.</Trans>
      </p>
    )}
    <div className="mt-1.5 grid gap-3 sm:grid-cols-2">
      {ways().map(({ seated, name, what }) => (
        <label
          key={name}
          className="flex cursor-pointer gap-3 rounded-xl border border-edge bg-surface px-3.5 py-2.5 has-checked:border-brand has-checked:bg-brand-soft has-disabled:cursor-not-allowed has-disabled:not-has-checked:opacity-55"
        >
          <input
            type="radio"
            name={`admission-${n}`}
            className="mt-1 size-4.5 shrink-0 accent-brand"
            checked={type.seated === seated}
            onChange={() => onChange({ seated })}
          />
          <span>
            <span className="block font-bold">{name}</span>
            <span className="block text-sm text-muted">{what}</span>
          </span>
        </label>
      ))}
    </div>
  </fieldset>
)
