import { useLingui } from '@lingui/react/macro'
import { Chevron } from '../../ui/Chevron.tsx'
import { box } from '../../ui/Field.tsx'
import { chooseLanguage, type Language, languages } from '../../words/language.ts'

export const LanguageChoice = () => {
  const { i18n, t } = useLingui()
  return (
    <Chevron>
      <select
        aria-label={t`Language`}
        value={i18n.locale}
        onChange={(event) => chooseLanguage(event.target.value as Language)}
        className={`${box} min-h-11 appearance-none pr-11 text-sm`}
      >
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </Chevron>
  )
}
