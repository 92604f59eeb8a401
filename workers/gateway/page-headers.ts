/** What `_headers` says of the paths that match: names to set, and names to take away first. */
export type HeaderRule = { matches: RegExp; set: [name: string, value: string][]; drop: string[] }

const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )

/**
 * Reads `_headers` as Cloudflare does, so that there is one list for both homes: a path, where `*` stands for anything, and
 * below it, indented, `Name: value`, or `! Name` for what an earlier rule had set.
 */
export const readHeaderRules = (text: string): HeaderRule[] => {
  const rules: HeaderRule[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue
    const rule = rules.at(-1)
    if (!/^\s/.test(line)) rules.push({ matches: patternOf(line.trim()), set: [], drop: [] })
    else if (!rule) throw new Error(`_headers: "${line.trim()}" belongs to no path`)
    else if (line.trim().startsWith('!')) rule.drop.push(line.trim().slice(1).trim())
    else {
      const at = line.indexOf(':')
      if (at < 0) throw new Error(`_headers: "${line.trim()}" is no header`)
      rule.set.push([line.slice(0, at).trim(), line.slice(at + 1).trim()])
    }
  }
  return rules
}

/** The headers for a path: rules count in their order, and what two of them set is joined. */
export const headersFor = (rules: readonly HeaderRule[], path: string): Headers => {
  const headers = new Headers()
  for (const { matches, set, drop } of rules) {
    if (!matches.test(path)) continue
    for (const name of drop) headers.delete(name)
    for (const [name, value] of set) headers.append(name, value)
  }
  return headers
}
