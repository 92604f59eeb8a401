import * as z from 'zod'
import type { Id } from '#shared/ids'
import { line } from '#shared/text'
import { commonPasswords } from './common-passwords.ts'

export const roles = ['operator'] as const
export type Role = (typeof roles)[number]

/** Somebody who can sign in. */
export type Account = { id: Id<'account'>; email: string; name: string; roles: Role[] }

// Normalised first, so that look-alike forms of a letter are one address; the pattern then lets only ASCII through.
const Email = z
  .string()
  .max(1000)
  .trim()
  .normalize('NFKC')
  .max(254, 'must have 254 characters at the most')
  .pipe(z.email('must be an e-mail address'))

/** By what two addresses are the same account. */
export const emailKey = (email: string) => email.toLowerCase()

const characters = (text: string) => [...text].length

// Any characters, blanks at the ends included: nothing is changed. Only length and being guessed first are judged.
const Password = z
  .string()
  .refine((text) => text.isWellFormed(), 'must be well-formed text')
  .refine((text) => characters(text) >= 8 && characters(text) <= 128, 'must have 8 to 128 characters')
  .refine((text) => !commonPasswords.has(text.toLowerCase()), 'is one of the passwords everybody tries first')
  .meta({ minLength: 8, maxLength: 128 })

export const SignUp = z
  .strictObject({ email: Email, password: Password, name: line(80) })
  .refine(({ email, password }) => emailKey(password) !== emailKey(email), {
    path: ['password'],
    error: 'must not be the e-mail address',
  })
export type SignUp = z.output<typeof SignUp>

// Which passwords are acceptable is told when one is chosen, never when one is tried.
export const SignIn = z.strictObject({ email: Email, password: z.string().min(1).max(256) })
export type SignIn = z.output<typeof SignIn>
