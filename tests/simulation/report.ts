import type { Outcome } from './simulation.ts'

const TAIL = 80

/** Ids as short names, in the order in which they turn up: so two traces of one seed are the same text. */
const named = (lines: readonly string[]) => {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  const name = (id: string, kind: string) => {
    const known = names.get(id)
    if (known) return known
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    names.set(id, `${kind}-${number}`)
    return `${kind}-${number}`
  }
  return lines.map((line) =>
    line.replaceAll(/\b(ord|pay|evt|typ|acc|mes|cs_test|pi)_([0-9A-Za-z]{20,})\b/g, (id, kind) => name(id, kind)),
  )
}

/** The trace as it reads the same every time its seed is run. */
export const traceOf = ({ trace }: Outcome): string[] => named(trace)

/** What a failed seed has to say: what broke, with the rows, the last steps before it, and how to see it again. */
export const report = (outcome: Outcome, { lose = false, whole = false } = {}): string => {
  const { seed, steps, breaches } = outcome
  const trace = traceOf(outcome)
  const shown = whole ? trace : trace.slice(-TAIL)
  return [
    `seed ${seed}${trace.length > shown.length ? `, the last ${shown.length} of ${trace.length} lines` : ''}:`,
    ...shown,
    ...breaches.flatMap(({ invariant, rows }) => [
      `BROKEN ${invariant}`,
      ...rows.slice(0, 20).map((row) => `  ${row}`),
    ]),
    `again: bun run simulate --seed ${seed} --steps ${steps}${lose ? ' --lose' : ''} --trace`,
  ].join('\n')
}
