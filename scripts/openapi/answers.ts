import { fileURLToPath } from 'node:url'
import { API, type Checker, type Symbol as Name, type Type, TypeFlags } from 'typescript/unstable/sync'

export type JsonSchema = { [keyword: string]: unknown }
export type Answer = { status: number; schema: JsonSchema }

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const patternOf = (checker: Checker, type: Type): JsonSchema => {
  const [, prefix] = /^`([a-z]+_)\$\{string\}`$/.exec(checker.typeToString(type)) ?? []
  return prefix === undefined ? { type: 'string' } : { type: 'string', pattern: `^${prefix}[0-9a-f]{32}$` }
}

const isLiteral = ({ const: value }: JsonSchema) => value !== undefined

/** Alternatives as a reader would write them: names in one `enum`, null beside the one thing it may stand for. */
const anyOf = (options: JsonSchema[]): JsonSchema => {
  const literals = options.filter(isLiteral).map(({ const: value }) => value)
  const isNull = ({ type }: JsonSchema) => type === 'null'
  const others = options
    .filter((option) => !isLiteral(option))
    .toSorted((a, b) => Number(isNull(a)) - Number(isNull(b)))
  const isBoolean = literals.length === 2 && literals.every((value) => typeof value === 'boolean')
  const named: JsonSchema[] = isBoolean
    ? [{ type: 'boolean' }]
    : literals.length === 0
      ? []
      : [literals.length === 1 ? { const: literals[0] } : { enum: literals.toSorted() }]
  const all = [...named, ...others]
  return all.length === 1 ? (all[0] ?? {}) : { anyOf: all }
}

const DEEPEST = 12

/** Types as JSON Schema: what `c.json` was seen to send, by the compiler. */
const describing = (checker: Checker) => {
  const typeOf = (name: Name) => checker.getTypeOfSymbol(name) as Type
  const isMissing = ({ flags }: Type) => (flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0
  const members = (type: Type) => (type.isUnionType() ? [...type.getTypes()] : [type])

  const property = (name: Name): JsonSchema => {
    const description = checker.getDocumentationCommentOfSymbol(name).replaceAll('\n', ' ')
    return { ...describe(typeOf(name)), ...(description ? { description } : {}) }
  }

  const object = (type: Type): JsonSchema => {
    const names = checker.getPropertiesOfType(type)
    const [index] = checker.getIndexInfosOfType(type)
    const required = names.filter((name) => !members(typeOf(name)).some(isMissing)).map(({ name }) => name)
    return {
      type: 'object',
      ...(names.length > 0 ? { properties: Object.fromEntries(names.map((name) => [name.name, property(name)])) } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: describe(index.valueType) } : {}),
    }
  }

  let depth = 0

  const describe = (type: Type): JsonSchema => {
    // A type that has itself inside, as any JSON has, is told as far as anybody would read.
    if (depth > DEEPEST) return {}
    depth += 1
    try {
      return described(type)
    } finally {
      depth -= 1
    }
  }

  const described = (type: Type): JsonSchema => {
    const { flags } = type
    if (flags & TypeFlags.AnyOrUnknown) return {}
    if (type.isUnionType())
      return anyOf(
        members(type)
          .filter((one) => !isMissing(one))
          .map(describe),
      )
    if (flags & TypeFlags.Null) return { type: 'null' }
    if (type.isLiteralType()) return { const: type.value }
    if (flags & TypeFlags.TemplateLiteral) return patternOf(checker, type)
    if (flags & TypeFlags.StringLike) return { type: 'string' }
    if (flags & TypeFlags.Boolean) return { type: 'boolean' }
    // Every number in the API is a whole one: amounts, counts, versions.
    if (flags & TypeFlags.NumberLike) return { type: 'integer' }
    // An id is a string with a mark that only the compiler sees.
    if (type.isIntersectionType()) {
      const [text] = type.getTypes().filter((part) => part.flags & TypeFlags.StringLike)
      return text ? describe(text) : object(type)
    }
    if (checker.isArrayType(type) && type.isTypeReference()) {
      const [item] = checker.getTypeArguments(type)
      return { type: 'array', items: item ? describe(item) : {} }
    }
    return object(type)
  }
  return { describe, typeOf }
}

/** What every route answers when all goes well, by `METHOD /path`. */
export const readAnswers = (): Map<string, Answer[]> => {
  const api = new API({ cwd: here('../..') })
  try {
    const project = api.updateSnapshot({ openProjects: [here('../../tsconfig.json')] }).getProjects()[0]
    const file = project?.program.getSourceFile(here('apis.ts'))
    const module = file && project?.checker.getSymbolAtLocation(file)
    if (!project || !module) throw new Error('the compiler does not see the routes')
    const { checker } = project
    const { describe, typeOf } = describing(checker)
    const answers = new Map<string, Answer[]>()
    const [named] = checker.getExportsOfModule(module).filter(({ name }) => name === 'Answers')
    if (!named) throw new Error('the compiler does not see the answers')
    for (const service of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(named))) {
      for (const path of checker.getPropertiesOfType(typeOf(service))) {
        for (const method of checker.getPropertiesOfType(typeOf(path))) {
          const endpoint = typeOf(method)
          const variants = endpoint.isUnionType() ? [...endpoint.getTypes()] : [endpoint]
          const found = variants.map((variant) => {
            const at = (name: string) => {
              const part = checker.getPropertyOfType(variant, name)
              return part && typeOf(part)
            }
            const [status, output] = [at('status'), at('output')]
            return {
              status: status?.isNumberLiteralType() ? status.value : 200,
              schema: output ? describe(output) : {},
            }
          })
          answers.set(`${method.name.slice(1).toUpperCase()} ${path.name}`, found)
        }
      }
    }
    return answers
  } finally {
    api.close()
  }
}
