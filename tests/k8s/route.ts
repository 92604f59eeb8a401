import { at, type Document, fields, list, text } from './kustomize/document.ts'

export type Routed = { service: string; port: number } | { redirect: string; status: number }

const isUnder = (path: string, prefix: string) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`)

/**
 * Where the HTTPRoutes lead a request that came to a listener of the Gateway: longest prefix first, as the specification says.
 * Undefined where no route takes it, which is a 404.
 */
export const route = (documents: readonly Document[], listener: string, url: URL): Routed | undefined => {
  const candidates = documents
    .filter(({ kind }) => kind === 'HTTPRoute')
    .filter((one) => list(at(one, 'spec', 'hostnames')).includes(url.hostname))
    .filter((one) => list(at(one, 'spec', 'parentRefs')).some((parent) => fields(parent).sectionName === listener))
    .flatMap((one) => list(at(one, 'spec', 'rules')).map(fields))
    .flatMap((rule) => {
      // A rule without a match takes everything.
      const matches =
        list(rule.matches).length > 0 ? list(rule.matches) : [{ path: { type: 'PathPrefix', value: '/' } }]
      return matches.map((match) => ({ rule, prefix: text(at(match, 'path', 'value')) }))
    })
    .filter(({ prefix }) => isUnder(url.pathname, prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  const rule = candidates[0]?.rule
  if (!rule) return undefined
  const [filter] = list(rule.filters).map(fields)
  if (filter?.type === 'RequestRedirect') {
    const { scheme, statusCode } = fields(filter.requestRedirect)
    const to = new URL(url)
    to.protocol = text(scheme)
    return { redirect: to.href, status: Number(statusCode) }
  }
  const backend = fields(list(rule.backendRefs)[0])
  return { service: text(backend.name), port: Number(backend.port) }
}
