import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { accessFeatures } from '../../api/types.ts'
import { TextArea } from '../../ui/Field.tsx'
import { accessWords } from '../event/access-words.ts'
import type { Draft, Wrong } from './draft.ts'
import { fieldId } from './wrong.ts'

type Props = { draft: Draft; wrong: Wrong; onChange: (change: Partial<Draft>) => void }

/** What people with disabilities have to know before they buy. */
export const AccessFields = ({ draft, wrong, onChange }: Props) => {
  const has = new Set(draft.accessFeatures)
  const toggle = (feature: (typeof accessFeatures)[number], isThere: boolean) =>
    onChange({ accessFeatures: accessFeatures.filter((one) => (one === feature ? isThere : has.has(one))) })
  return (
    <section aria-labelledby="access" className="flex flex-col gap-5 rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div>
        <h2 id="access" className="text-2xl">
          <Trans>Access</Trans>
        </h2>
        <p className="mt-1 text-muted">
          <Trans>Some of your guests have to know this before they buy. Tick only what they can count on.</Trans>
        </p>
      </div>
      <fieldset className="min-w-0" id={fieldId('/accessFeatures')}>
        <legend className="sr-only">
          <Trans>What there is</Trans>
        </legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {accessFeatures.map((feature) => {
            const { icon: Icon, words } = accessWords(feature)
            return (
              <label
                key={feature}
                className="flex min-h-12 cursor-pointer items-center gap-3 rounded-2xl border border-edge px-3.5 py-2 font-semibold has-checked:border-brand has-checked:bg-brand-soft"
              >
                <input
                  type="checkbox"
                  className="size-5 shrink-0 accent-brand"
                  checked={has.has(feature)}
                  onChange={({ target }) => toggle(feature, target.checked)}
                />
                <Icon aria-hidden="true" className="size-5 shrink-0 text-brand" />
                {words}
              </label>
            )
          })}
        </div>
      </fieldset>
      <TextArea
        label={t`What else there is to know`}
        hint={t`Ways in, where places are, how to book them, whom to ask`}
        maxLength={2000}
        rows={4}
        id={fieldId('/access')}
        error={wrong['/access']}
        value={draft.access}
        onChange={({ target }) => onChange({ access: target.value })}
      />
    </section>
  )
}
