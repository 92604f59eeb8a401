import * as z from 'zod'
import type { Id } from '#shared/ids'
import { Language } from '#shared/messages/auth'
import { line } from '#shared/text'
import { commonPasswords } from './common-passwords.ts'

export const roles = ['operator'] as const
export type Role = (typeof roles)[number]

export const languages = ['en', 'de', 'fr'] as const satisfies readonly Language[]

/** Somebody who can sign in. */
export type Account = {
  id: Id<'account'>
  email: string
  emailVerified: boolean
  name: string
  language: Language
  timeZone: string
  roles: Role[]
  /** How many passkeys it has. */
  passkeys: number
  /** Whether its password is not enough: a code of an app is asked for as well. */
  secondFactor: boolean
  /** How many messages were told about it. */
  told: number
}

// Normalised first, so that look-alike forms of a letter are one address; the pattern then lets only ASCII through.
export const Email = z
  .string()
  .max(1000)
  .trim()
  .normalize('NFKC')
  .max(254, 'must have 254 characters at the most')
  .pipe(z.email('must be an e-mail address'))

/** By what two addresses are the same account. */
export const emailKey = (email: string) => email.toLowerCase()

const characters = (text: string) => [...text].length

/** What everybody would try first here. */
const OURS = /^(holdfast|tickets?)[\W\d_]*$/i

// Any characters, blanks at the ends included: nothing is changed. Only length and being guessed first are judged.
export const Password = z
  .string()
  .refine((text) => text.isWellFormed(), 'must be well-formed text')
  .refine((text) => characters(text) >= 8 && characters(text) <= 128, 'must have 8 to 128 characters')
  .refine(
    (text) => !commonPasswords.has(text.toLowerCase()) && !OURS.test(text),
    'is one of the passwords everybody tries first',
  )
  .meta({ minLength: 8, maxLength: 128 })

/** Whether a password is the address itself, which is what would be tried next. */
export const isAddress = (password: string, email: string) => emailKey(password) === emailKey(email)

// Offsets such as +01:00 are zones to Intl, but no places: they know nothing of summer time.
const PLACE = /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/

const isTimeZone = (name: string) => {
  try {
    return PLACE.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
const TimeZone = z.string().max(64).refine(isTimeZone, 'must be the name of a time zone, as in Europe/Berlin')

const Name = line(80)

export const SignUp = z
  .strictObject({
    email: Email,
    password: Password,
    name: Name,
    language: Language.default('en'),
    timeZone: TimeZone.default('UTC'),
  })
  .refine(({ email, password }) => !isAddress(password, email), {
    path: ['password'],
    error: 'must not be the e-mail address',
  })
export type SignUp = z.output<typeof SignUp>

/** What is typed to prove who one is. Which passwords are acceptable is told when one is chosen, never when one is tried. */
export const TriedPassword = z.string().min(1).max(256)

export const SignIn = z.strictObject({ email: Email, password: TriedPassword })
export type SignIn = z.output<typeof SignIn>

/** What its owner may change of an account at any time. */
export const Profile = z
  .strictObject({ name: Name, language: Language, timeZone: TimeZone })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')
export type Profile = z.output<typeof Profile>
