import { type Document, fields, type Json } from './document.ts'

export type Operation = { op: string; path: string; value?: Json }

const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~')

/** JSON Patch (RFC 6902): add, replace and remove. Throws where there is nothing to replace or to remove. */
export const jsonPatch = (document: Document, operations: readonly Operation[]): Document => {
  const result = structuredClone(document)
  for (const { op, path, value } of operations) {
    const parts = path.split('/').slice(1).map(unescaped)
    const last = parts.pop() ?? ''
    const target = parts.reduce<Json | undefined>(
      (found, part) => (Array.isArray(found) ? found[Number(part)] : fields(found)[part]),
      result,
    )
    if (typeof target !== 'object' || target === null) throw new Error(`${path}: there is nothing`)
    const there = Array.isArray(target) ? Number(last) < target.length : last in target
    if (op !== 'add' && !there) throw new Error(`${op} ${path}: there is nothing`)
    if (Array.isArray(target)) {
      if (op === 'remove') target.splice(Number(last), 1)
      else if (op === 'replace') target[Number(last)] = value ?? null
      else target.splice(last === '-' ? target.length : Number(last), 0, value ?? null)
    } else if (op === 'remove') delete target[last]
    else if (op === 'add' || op === 'replace') target[last] = value ?? null
    else throw new Error(`the operation ${op} is not known here`)
  }
  return result
}
