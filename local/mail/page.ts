import { html, raw } from 'hono/html'
import type { SentMail } from '#local/mail/mail'

/** Only our own styles, and our own frame with a mail in it. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** For the mail itself, which may do nothing at all, wherever it is shown. */
export const sealed = {
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

// Contrast is 4.5:1 or better in both schemes.
const style = `
:root { color-scheme: light dark; --ink: #1a1f36; --soft: #4f566b; --paper: #fff; --ground: #f4f6fa; --line: #c3c9d6; --accent: #0b5fd7 }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f8; --soft: #b4bccf; --paper: #1b2130; --ground: #10141e; --line: #4a5368;
  --accent: #7db2ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 48rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; display: grid; gap: 1rem }
h1 { margin: 0; font-size: 1.25rem; overflow-wrap: anywhere } h2 { margin: 0; font-size: 1rem } p { margin: 0 }
a { color: var(--accent); overflow-wrap: anywhere } .soft { color: var(--soft); font-size: .875rem }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
li, pre, iframe { background: var(--paper); border: 1px solid var(--line); border-radius: .375rem }
li { padding: .625rem .875rem } pre { margin: 0; padding: .875rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem }
iframe { width: 100%; height: 34rem } form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end }
input, button { font: inherit; padding: .375rem .625rem; min-height: 2.5rem }
`

const layout = (title: string, content: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body><main>${content}</main></body>
</html>`

const clock = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ')

/** Everything that was sent, the latest first; `to` leaves only one mailbox. */
export const listPage = async (mails: readonly SentMail[], to: string | undefined) => {
  const shown = to ? mails.filter((mail) => mail.to.toLowerCase() === to.toLowerCase()) : mails
  const items = shown.map(
    (mail) => html`<li><a href="/mails/${mail.id}">${mail.subject}</a>
<p class="soft">to ${mail.to}, <time datetime="${mail.at.toISOString()}">${clock(mail.at)}</time> UTC</p></li>`,
  )
  return String(
    await layout(
      'Mail',
      html`<h1>Mail that the store has sent</h1>
<p class="soft">Nothing here has left this machine. It is forgotten when the store stops, and the oldest when there is too much of it.</p>
<form><label>Only to <input type="search" name="to" value="${to ?? ''}"></label><button>Show</button></form>
${items.length === 0 ? html`<p>No mail yet. Sign up, buy a ticket, or call an event off, and load this page again.</p>` : html`<ul>${items}</ul>`}`,
    ),
  )
}

const LINK = /https?:\/\/\S+/g

/** One mail: what can be clicked in it, how it looks, and as text. */
export const mailPage = async (mail: SentMail) => {
  const links = [...new Set(mail.text.match(LINK) ?? [])]
  return String(
    await layout(
      mail.subject,
      html`<p><a href="/">All mail</a></p>
<h1>${mail.subject}</h1>
<p class="soft">from ${mail.from} to ${mail.to}, <time datetime="${mail.at.toISOString()}">${clock(mail.at)}</time> UTC</p>
${links.length > 0 ? html`<h2>Links in it</h2><ul>${links.map((link) => html`<li><a href="${link}" rel="noopener noreferrer">${link}</a></li>`)}</ul>` : ''}
<h2>As HTML</h2>
<iframe title="The mail as HTML" sandbox src="/mails/${mail.id}/html"></iframe>
<h2>As text</h2>
<pre>${mail.text}</pre>`,
    ),
  )
}
