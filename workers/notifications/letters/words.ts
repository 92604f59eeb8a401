import type { Money } from '#shared/money'
import type { Letter, MailKind } from '../mail.ts'
import type { Page } from './page.ts'

/** What a letter needs beside itself: addresses, and how this reader's moments and amounts are written. */
export type Surroundings = {
  /** The page that a link leads to. */
  link: string
  /** Its six digits; undefined where only the link counts. */
  code: string | undefined
  order: string
  signIn: string
  forgot: string
  account: string
  moment(at: string, timeZone?: string): string
  money(amount: Money): string
}

export type LetterOf<Kind extends MailKind> = Extract<Letter, { kind: Kind }>

/** A language: what it says in each kind of mail. What is missing does not compile. */
export type Words = {
  pages: { [Kind in MailKind]: (letter: LetterOf<Kind>, around: Surroundings) => Page }
  /** `store` is the address people know it by. */
  footer(store: string): string
}
