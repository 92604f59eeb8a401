export type FormValue = string | FormTree
export type FormTree = { [key: string]: FormValue }
/** The body of a call of API v2. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonTree = { [key: string]: JsonValue }

const MAX_DEPTH = 8

/** `a[b][0]` as `['a', 'b', '0']`; a key with unbalanced brackets stays one name, and is then unknown. */
const pathOf = (key: string) => {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key)
  if (!match) return [key]
  const rest = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((found) => found[1] ?? '')
  return [match[1] ?? key, ...rest].slice(0, MAX_DEPTH)
}

/**
 * Bracketed form parameters as a tree. What is a list is not decided here: `metadata[0]=x` is a key called "0", and
 * `line_items[0]` an item, and only the schema of the endpoint knows which.
 */
export const parseForm = (entries: Iterable<[string, string]>): FormTree => {
  const root: FormTree = Object.create(null)
  for (const [key, value] of entries) {
    const path = pathOf(key)
    let at = root
    for (const [depth, segment] of path.entries()) {
      const name = segment === '' ? String(Object.keys(at).length) : segment
      if (depth === path.length - 1) {
        at[name] = value
        break
      }
      const inner = at[name]
      const next: FormTree = typeof inner === 'object' ? inner : Object.create(null)
      at[name] = next
      at = next
    }
  }
  return root
}

/** The same tree with sorted keys, to compare two requests. */
export const canonical = (tree: JsonValue): string =>
  typeof tree !== 'object' || tree === null
    ? JSON.stringify(tree)
    : Array.isArray(tree)
      ? `[${tree.map(canonical).join(',')}]`
      : `{${Object.keys(tree)
          .sort()
          .map((key) => `${JSON.stringify(key)}:${canonical(tree[key] ?? null)}`)
          .join(',')}}`

export const readForm = async (request: Request): Promise<FormTree> =>
  request.method === 'GET'
    ? parseForm(new URL(request.url).searchParams)
    : parseForm(new URLSearchParams(await request.text()))

/** What a call of API v2 says: JSON, and for a GET the same brackets as ever. Null when it is not JSON. */
export const readJson = async (request: Request): Promise<JsonTree | null> => {
  if (request.method === 'GET') return parseForm(new URL(request.url).searchParams)
  const text = await request.text()
  try {
    const body: JsonValue = text === '' ? {} : JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null
  } catch {
    return null
  }
}
