import { i18n, type Messages } from '@lingui/core'

/** The languages of the pages, each by its own name. English stands in the source. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français' } as const
export type Language = keyof typeof languages

const remembered = 'holdfast.language'
const adopted = 'holdfast.language-of-account'

const isLanguage = (word: string | null): word is Language => word !== null && Object.hasOwn(languages, word)

/** The first of `wanted` ("de-AT", "fr") that we speak; English for everybody else. */
export const firstSpoken = (wanted: readonly (string | null)[]): Language =>
  wanted.map((tag) => tag?.toLowerCase().split('-')[0] ?? null).find(isLanguage) ?? 'en'

/** What was chosen on this device, else that of the account that is signed in, else the browser's own order of preference. */
export const preferredLanguage = (): Language =>
  firstSpoken([localStorage.getItem(remembered), localStorage.getItem(adopted), ...navigator.languages])

const everybody = {
  en: () => import('./en/everybody.po'),
  de: () => import('./de/everybody.po'),
  fr: () => import('./fr/everybody.po'),
} as const

const accounts = {
  en: () => import('./en/accounts.po'),
  de: () => import('./de/accounts.po'),
  fr: () => import('./fr/accounts.po'),
} as const

const orders = {
  en: () => import('./en/orders.po'),
  de: () => import('./de/orders.po'),
  fr: () => import('./fr/orders.po'),
} as const

const sellers = {
  en: () => import('./en/sellers.po'),
  de: () => import('./de/sellers.po'),
  fr: () => import('./fr/sellers.po'),
} as const

export const speak = async (language: Language): Promise<void> => {
  const { messages } = await everybody[language]()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}

const learn = async (more: Record<Language, () => Promise<{ messages: Messages }>>): Promise<void> => {
  const { messages } = await more[i18n.locale as Language]()
  i18n.load(i18n.locale, messages)
}

/** What is said of an order, to whoever bought and whoever sold; fetched when the first page of one is. */
export const speakOfOrders = () => learn(orders)

/** What is said on sellers' pages, fetched when the first of them is. */
export const speakOfSelling = () => Promise.all([learn(sellers), learn(orders)])

/** What is said where somebody signs in, and about their account. */
export const speakOfAccounts = () => learn(accounts)

/** Another language begins with a fresh page: nothing that was put into words before stays behind. */
export const chooseLanguage = (language: Language): void => {
  localStorage.setItem(remembered, language)
  location.reload()
}

/** Speaks an account's language from the next page on; whether that is another one than this page's. */
export const adoptLanguage = (language: Language): boolean => {
  localStorage.setItem(adopted, language)
  return preferredLanguage() !== i18n.locale
}

/** Whoever is next at this device has not chosen it. */
export const forgetAdopted = (): void => localStorage.removeItem(adopted)

/** The locale for dates and sums. English is written as Europe does, with the day before the month. */
export const locale = (): string => (i18n.locale === 'en' || i18n.locale === '' ? 'en-GB' : i18n.locale)
