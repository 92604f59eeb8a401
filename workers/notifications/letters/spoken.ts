import type { Language } from '#shared/messages/auth'
import type { OrderLine } from '#shared/messages/orders'
import type { Money } from '#shared/money'

/** How a language writes what is no word. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' }

const MOMENT: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
}

const formatter = (language: Language, timeZone: string) => {
  try {
    return new Intl.DateTimeFormat(LOCALES[language], { ...MOMENT, timeZone })
  } catch {
    // A zone that this runtime has not heard of.
    return new Intl.DateTimeFormat(LOCALES[language], { ...MOMENT, timeZone: 'UTC' })
  }
}

/** A moment as people say it where it happens, with the zone's name. */
export const spokenMoment = (language: Language, at: string, timeZone: string) =>
  formatter(language, timeZone).format(new Date(at))

export const spokenMoney = (language: Language, { amount, currency }: Money) =>
  new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency }).format(amount / 100)

type Places = { row: string; seat: string }

/** Where the seats of a line are: "Stalls, row 3, seat 7"; those of one row together. */
export const spokenSeats = ({ seats }: OrderLine, { row, seat }: Places) => {
  const rows = Map.groupBy(seats ?? [], (one) => `${one.section}, ${row} ${one.row}`)
  return [...rows].map(([name, own]) => `${name}, ${seat} ${own.map((one) => one.seat).join(', ')}`)
}
