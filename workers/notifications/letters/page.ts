/** A part of a mail, whatever it looks like. All of it is plain text: escaping is the renderer's. */
export type Part =
  | { say: string }
  /** Words of somebody else's, shown as such. */
  | { quote: string }
  | { link: string; label: string }
  | { code: string; label: string }
  | { table: readonly (readonly [name: string, value: string])[]; caption: string }

export type Page = { subject: string; parts: readonly Part[] }

/** What every mail ends with. */
export type Frame = { language: string; footer: string }

const partAsText = (part: Part): string => {
  if ('say' in part) return part.say
  if ('quote' in part) return part.quote.replaceAll(/^/gm, '> ')
  if ('link' in part) return `${part.label}:\n${part.link}`
  if ('code' in part) return `${part.label}: ${part.code}`
  return [part.caption, ...part.table.map(([name, value]) => `  ${name}: ${value}`)].join('\n')
}

export const asText = ({ parts }: Page, { footer }: Frame) =>
  `${[...parts.map(partAsText), `-- \n${footer}`].join('\n\n')}\n`

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

const lines = (text: string) => escaped(text).replaceAll('\n', '<br>')

// Written into the elements: many mail programs throw a style sheet away. Colours have 7:1 on their ground, light or dark.
const P = 'margin:0 0 16px'
const CELL = 'padding:6px 0;text-align:left;vertical-align:top'
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#1b4d3e;color:#ffffff;font-weight:600'

const partAsHtml = (part: Part): string => {
  if ('say' in part) return `<p style="${P}">${lines(part.say)}</p>`
  if ('quote' in part) {
    return `<blockquote style="margin:0 0 16px;padding-left:12px;border-left:3px solid #8a8a8a">${lines(part.quote)}</blockquote>`
  }
  if ('link' in part) {
    const href = escaped(part.link)
    return `<p style="${P}"><a href="${href}" style="${BUTTON}">${escaped(part.label)}</a></p>
<p style="${P};font-size:14px;overflow-wrap:anywhere">${href}</p>`
  }
  if ('code' in part) {
    return `<p style="${P}">${escaped(part.label)}: <strong style="font-size:22px;letter-spacing:2px">${escaped(part.code)}</strong></p>`
  }
  const rows = part.table.map(
    ([name, value]) =>
      `<tr><th scope="row" style="${CELL};padding-right:16px;font-weight:600">${escaped(name)}</th><td style="${CELL}">${lines(value)}</td></tr>`,
  )
  return `<table style="margin:0 0 16px;border-collapse:collapse"><caption style="${CELL};font-weight:600">${escaped(part.caption)}</caption>
${rows.join('\n')}
</table>`
}

/** One column of text that any mail program can show; nothing in it is fetched from anywhere. */
export const asHtml = ({ subject, parts }: Page, { language, footer }: Frame) => `<!doctype html>
<html lang="${escaped(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div role="article" lang="${escaped(language)}" style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escaped(subject)}</h1>
${parts.map(partAsHtml).join('\n')}
<p style="margin:32px 0 0;padding-top:12px;border-top:1px solid #8a8a8a;font-size:14px">${lines(footer)}</p>
</div>
</body>
</html>
`
