import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { style } from './style.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const styleHash = createHash('sha256').update(style).digest('base64')

/** Nothing but this style sheet may load. `form-action` is absent on purpose: it would stop the way back to the store. */
export const pageHeaders = {
  'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export const layout = (title: string, content: Html, shape: 'wide' | 'narrow' | 'full' = 'wide') => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<p class="test">Test payment page – no real card is charged</p>
<main class="${shape}">${content}</main>
</body>
</html>`
