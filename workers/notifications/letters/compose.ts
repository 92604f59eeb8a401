import type { Links } from '#shared/links'
import type { Language } from '#shared/messages/auth'
import type { Letter } from '../mail.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { asHtml, asText, type Page } from './page.ts'
import { spokenMoment, spokenMoney } from './spoken.ts'
import type { Surroundings, Words } from './words.ts'

/** To whom a letter is written: in which language, and by whose clock what is not tied to a place is told. */
export type Reader = { language: Language; timeZone: string | null }

/** The store as mails know it. Where links lead is configured, and never taken from a request. */
export type Sender = { publicUrl: string; links: Links }

export type Composed = { subject: string; text: string; html: string }

const languages: Readonly<Record<Language, Words>> = { en: english, de: german, fr: french }

const withLink = (letter: Letter, { links }: Sender) =>
  'link' in letter
    ? {
        path: `/${letter.kind}?token=${links.token(letter.link)}`,
        code: letter.code ? links.code(letter.link) : undefined,
      }
    : { path: '/', code: undefined }

const surroundings = (letter: Letter, { language, timeZone }: Reader, sender: Sender): Surroundings => {
  const at = (path: string) => new URL(path, sender.publicUrl).href
  const { path, code } = withLink(letter, sender)
  return {
    link: at(path),
    code,
    order: at('order' in letter ? `/orders/${letter.order}` : '/orders'),
    signIn: at('/sign-in'),
    forgot: at('/forgot-password'),
    account: at('/account'),
    moment: (instant, zone) => spokenMoment(language, instant, zone ?? timeZone ?? 'UTC'),
    money: (amount) => spokenMoney(language, amount),
  }
}

// One line and no controls: a subject is a header.
const oneLine = (text: string) =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 150)

/** A letter in somebody's language, as text and as HTML. */
export const compose = (letter: Letter, reader: Reader, sender: Sender): Composed => {
  const words = languages[reader.language]
  const write = words.pages[letter.kind] as (letter: Letter, around: Surroundings) => Page
  const { subject, parts } = write(letter, surroundings(letter, reader, sender))
  const page = { subject: oneLine(subject), parts }
  const frame = { language: reader.language, footer: words.footer(new URL(sender.publicUrl).host) }
  return { subject: page.subject, text: asText(page, frame), html: asHtml(page, frame) }
}
