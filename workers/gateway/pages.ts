import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { headersFor, readHeaderRules } from './page-headers.ts'

type Page = { body: Buffer; gzip: Buffer | undefined; etag: string; type: string }

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2',
}
const SQUEEZED = /^(text\/|application\/json|image\/svg)/

const readPage = (file: string): Page => {
  const body = readFileSync(file)
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
  return { body, gzip: SQUEEZED.test(type) ? gzipSync(body, { level: 9 }) : undefined, etag, type }
}

const isFresh = (asked: string | null, etag: string) =>
  (asked ?? '').split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')

/**
 * The pages as the edge serves them: each file of `folder` with the headers of its `_headers`, and `index.html` for every other
 * address, since the pages route by themselves. A file of `assets` that is not there is 404: who asks is a page from another
 * release, and must not be given HTML to keep for ever. Read once; throws where there is no `index.html`.
 */
export const readPages = (folder: string) => {
  const rules = readHeaderRules(readFileSync(join(folder, '_headers'), 'utf8'))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const pages = new Map<string, Page>()
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    if (name !== '_headers') pages.set(`/${relative(folder, path)}`, readPage(path))
  }
  const index = pages.get('/index.html')
  if (!index) throw new Error(`there is no index.html in ${folder}`)

  return (request: Request): Response => {
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } })
    const page = pages.get(pathname) ?? (pathname.startsWith('/assets/') ? undefined : index)
    if (!page) return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } })
    const headers = headersFor(rules, pathname)
    headers.set('ETag', page.etag)
    headers.set('Vary', 'Accept-Encoding')
    if (isFresh(request.headers.get('if-none-match'), page.etag)) return new Response(null, { status: 304, headers })
    headers.set('Content-Type', page.type)
    const squeezed = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') ? page.gzip : undefined
    if (squeezed) headers.set('Content-Encoding', 'gzip')
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(squeezed ?? page.body), { headers })
  }
}

export type Pages = ReturnType<typeof readPages>
