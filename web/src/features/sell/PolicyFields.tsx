import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'
import { AccessFields } from './AccessFields.tsx'
import type { Draft, TypeDraft, Wrong } from './draft.ts'
import { fieldId } from './wrong.ts'

type Props = {
  draft: Draft
  wrong: Wrong
  onChange: (change: Partial<Draft>) => void
  onType: (key: string, change: Partial<TypeDraft>) => void
}

const suggestions = () => [
  {
    name: t`Until a week before`,
    words: t`You get your money back until seven days before it begins. After that, tickets cannot be given back.`,
  },
  {
    name: t`No refunds`,
    words: t`Tickets cannot be given back, unless the event does not take place.`,
  },
]

/** The rules of the sale: how long tickets wait, how many one may have, and what becomes of the money. */
export const PolicyFields = ({ draft, wrong, onChange, onType }: Props) => (
  <div className="flex flex-col gap-8">
    <section aria-labelledby="holds" className="flex flex-col gap-5 rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <h2 id="holds" className="text-2xl">
        <Trans>Holds and limits</Trans>
      </h2>
      <TextField
        className="max-w-sm"
        label={t`Hold time (minutes)`}
        hint={t`How long tickets wait for a buyer, 1 to 60`}
        inputMode="numeric"
        autoComplete="off"
        id={fieldId('/holdMinutes')}
        error={wrong['/holdMinutes']}
        value={draft.holdMinutes}
        onChange={({ target }) => onChange({ holdMinutes: target.value })}
      />
      <TextField
        className="max-w-sm"
        label={t`Most per person`}
        hint={t`Over all their orders, 1 to 100. Leave empty for no limit.`}
        inputMode="numeric"
        autoComplete="off"
        id={fieldId('/maxPerPerson')}
        error={wrong['/maxPerPerson']}
        value={draft.maxPerPerson}
        onChange={({ target }) => onChange({ maxPerPerson: target.value })}
      />
      <fieldset className="min-w-0">
        <legend className="font-bold">
          <Trans>Most in one order</Trans>
        </legend>
        <p className="text-sm text-muted">
          <Trans>Of each ticket type, 1 to 20. It keeps tickets from being bought up.</Trans>
        </p>
        <div className="mt-3 grid gap-4 sm:grid-cols-3">
          {draft.ticketTypes.map((type, n) => (
            <TextField
              key={type.key}
              label={type.name.trim() || t`Ticket type ${n + 1}`}
              inputMode="numeric"
              autoComplete="off"
              id={fieldId(`/ticketTypes/${n}/maxPerOrder`)}
              error={wrong[`/ticketTypes/${n}/maxPerOrder`]}
              value={type.maxPerOrder}
              onChange={({ target }) => onType(type.key, { maxPerOrder: target.value })}
            />
          ))}
        </div>
      </fieldset>
    </section>
    <section aria-labelledby="refunds" className="flex flex-col gap-4 rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div>
        <h2 id="refunds" className="text-2xl">
          <Trans>Refunds</Trans>
        </h2>
        <p className="mt-1 text-muted">
          <Trans>
            If you cancel the event, everybody gets everything back by itself. For all other cases, say here what buyers
            can expect; you decide over each under Orders.
          </Trans>
        </p>
      </div>
      <TextArea
        label={t`What buyers read about refunds`}
        hint={t`Shown on the event page, before anybody buys`}
        maxLength={1000}
        rows={3}
        id={fieldId('/refundPolicy')}
        error={wrong['/refundPolicy']}
        value={draft.refundPolicy}
        onChange={({ target }) => onChange({ refundPolicy: target.value })}
      />
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <Trans>Use words like</Trans>
        {suggestions().map(({ name, words }) => (
          <Button
            key={name}
            variant="secondary"
            className="min-h-9! px-4! py-1!"
            onClick={() => onChange({ refundPolicy: words })}
          >
            {name}
          </Button>
        ))}
      </p>
    </section>
    <AccessFields draft={draft} wrong={wrong} onChange={onChange} />
  </div>
)
