import { locale } from '../../words/language.ts'

/** Where Stripe can pay people, as far as it says so; it has the last word, and says no to the others itself. */
const codes =
  'AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI SK TH US'

/** By name, as a list to choose from. */
export const countries = (): { code: string; name: string }[] => {
  const names = new Intl.DisplayNames(locale(), { type: 'region' })
  return codes
    .split(' ')
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
