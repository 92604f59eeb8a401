import { t } from '@lingui/core/macro'
import { currencies } from '../../api/types.ts'
import { SelectField, TextArea, TextField } from '../../ui/Field.tsx'
import { currencyFrom, type Draft, type Wrong } from './draft.ts'
import { fieldId } from './wrong.ts'
import { zonesWith } from './zones.ts'

type Props = { draft: Draft; wrong: Wrong; onChange: (change: Partial<Draft>) => void }

/** What it is, where and when. */
export const EventFields = ({ draft, wrong, onChange }: Props) => {
  const field = (pointer: string, name: 'title' | 'description' | 'venue' | 'city' | 'starts' | 'timeZone') => ({
    id: fieldId(pointer),
    error: wrong[pointer],
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  })

  return (
    <div className="grid gap-5 sm:grid-cols-6">
      <TextField className="sm:col-span-6" label={t`Title`} maxLength={120} {...field('/title', 'title')} />
      <TextArea
        className="sm:col-span-6"
        label={t`Description`}
        hint={t`Plain text. Say what people get to see and hear.`}
        maxLength={5000}
        {...field('/description', 'description')}
      />
      <TextField className="sm:col-span-4" label={t`Venue`} maxLength={200} {...field('/venue', 'venue')} />
      <TextField className="sm:col-span-2" label={t`City`} maxLength={100} {...field('/city', 'city')} />
      <TextField
        className="sm:col-span-2"
        label={t`Starts`}
        hint={t`On the clocks of the venue`}
        type="datetime-local"
        {...field('/startsAt', 'starts')}
      />
      <SelectField
        className="sm:col-span-2"
        label={t`Time zone`}
        hint={t`Where the venue is`}
        {...field('/timeZone', 'timeZone')}
      >
        {zonesWith(draft.timeZone).map((zone) => (
          <option key={zone} value={zone} translate="no">
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </SelectField>
      <SelectField
        className="sm:col-span-2"
        label={t`Currency`}
        hint={t`All prices of this event`}
        id={fieldId('/currency')}
        error={wrong['/currency']}
        value={draft.currency}
        onChange={(event) => onChange({ currency: currencyFrom(event.target.value) })}
      >
        {currencies.map((currency) => (
          <option key={currency}>{currency}</option>
        ))}
      </SelectField>
    </div>
  )
}
