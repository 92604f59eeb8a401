import { currencies } from '../../api/types.ts'
import { SelectField, TextArea, TextField } from '../../ui/Field.tsx'
import { currencyFrom, type Draft, type Wrong } from './draft.ts'
import { fieldId } from './wrong.ts'
import { zonesWith } from './zones.ts'

type Props = { draft: Draft; wrong: Wrong; onChange: (change: Partial<Draft>) => void }

export const EventFields = ({ draft, wrong, onChange }: Props) => {
  const field = (
    pointer: string,
    name: 'title' | 'description' | 'venue' | 'city' | 'starts' | 'timeZone' | 'holdMinutes',
  ) => ({
    id: fieldId(pointer),
    error: wrong[pointer],
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  })

  return (
    <div className="grid gap-5 sm:grid-cols-6">
      <TextField className="sm:col-span-6" label="Title" maxLength={120} {...field('/title', 'title')} />
      <TextArea
        className="sm:col-span-6"
        label="Description"
        hint="Plain text. Say what people get, and anything about access to the venue."
        maxLength={5000}
        {...field('/description', 'description')}
      />
      <TextField className="sm:col-span-4" label="Venue" maxLength={200} {...field('/venue', 'venue')} />
      <TextField className="sm:col-span-2" label="City" maxLength={100} {...field('/city', 'city')} />
      <TextField
        className="sm:col-span-3"
        label="Starts"
        hint="On the clocks of the venue"
        type="datetime-local"
        {...field('/startsAt', 'starts')}
      />
      <SelectField
        className="sm:col-span-3"
        label="Time zone"
        hint="Where the venue is"
        {...field('/timeZone', 'timeZone')}
      >
        {zonesWith(draft.timeZone).map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </SelectField>
      <SelectField
        className="sm:col-span-3"
        label="Currency"
        hint="All prices of this event"
        id={fieldId('/currency')}
        error={wrong['/currency']}
        value={draft.currency}
        onChange={(event) => onChange({ currency: currencyFrom(event.target.value) })}
      >
        {currencies.map((currency) => (
          <option key={currency}>{currency}</option>
        ))}
      </SelectField>
      <TextField
        className="sm:col-span-3"
        label="Hold time (minutes)"
        hint="How long tickets wait for a buyer, 1 to 60"
        inputMode="numeric"
        autoComplete="off"
        {...field('/holdMinutes', 'holdMinutes')}
      />
    </div>
  )
}
