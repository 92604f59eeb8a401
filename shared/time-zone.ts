import * as z from 'zod'

// Offsets such as +01:00 are zones to Intl, but no places: they know nothing of summer time.
const PLACE = /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/

const isTimeZone = (name: string) => {
  try {
    return PLACE.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** The name of a time zone, as in `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be the name of a time zone, as in Europe/Berlin')
