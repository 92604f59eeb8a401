import { Trans, useLingui } from '@lingui/react/macro'
import { useProfile } from '../../api/account.ts'
import type { Account, AccountLanguage } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { SelectField, TextField } from '../../ui/Field.tsx'
import { chooseLanguage, languages } from '../../words/language.ts'
import { zonesWith } from '../sell/zones.ts'
import { card, Failed, Said, Section } from './Section.tsx'
import { errorAt } from './wrong.ts'

export const ProfileSection = ({ account }: { account: Account }) => {
  const { t, i18n } = useLingui()
  const profile = useProfile()
  const save = (values: FormData) => {
    const language = String(values.get('language')) as AccountLanguage
    const wanted = { name: String(values.get('name')), language, timeZone: String(values.get('timeZone')) }
    profile.mutate(wanted, {
      // Another language begins with a fresh page.
      onSuccess: () => language !== account.language && language !== i18n.locale && chooseLanguage(language),
    })
  }
  return (
    <Section
      id="profile"
      title={t`Profile`}
      lead={<Trans>What we call you, and the language in which our mails come.</Trans>}
    >
      <form
        className={`${card} flex flex-col gap-5 p-5 sm:p-6`}
        onChange={() => profile.isSuccess && profile.reset()}
        onSubmit={(event) => {
          event.preventDefault()
          if (!profile.isPending) save(new FormData(event.currentTarget))
        }}
      >
        <TextField
          id="name"
          name="name"
          label={t`Name`}
          autoComplete="name"
          maxLength={80}
          required
          defaultValue={account.name}
          error={errorAt(profile.error, 'name')}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField id="language" name="language" label={t`Language`} defaultValue={account.language}>
            {Object.entries(languages).map(([language, name]) => (
              <option key={language} value={language} lang={language}>
                {name}
              </option>
            ))}
          </SelectField>
          <SelectField
            id="time-zone"
            name="timeZone"
            label={t`Time zone`}
            defaultValue={account.timeZone}
            translate="no"
            error={errorAt(profile.error, 'timeZone')}
          >
            {zonesWith(account.timeZone).map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
        </div>
        {!errorAt(profile.error, 'name') && <Failed error={profile.error} />}
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" busy={profile.isPending}>
            <Trans>Save profile</Trans>
          </Button>
          <Said>{profile.isSuccess && <Trans>Saved.</Trans>}</Said>
        </div>
      </form>
    </Section>
  )
}
