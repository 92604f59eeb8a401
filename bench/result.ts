/** What one run of one row came to, as the process that made the load says it on its last line. */
export type Run = {
  /** Answers of the status that counts, a second, while the clock ran. */
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Every answer from the first connection to the last, by status; what never was an answer is `failed`. */
  answers: Record<string, number>
}

export const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/**
 * Counts what happens between the end of the warm-up and the end of the run. What is under way at the end is waited for
 * and noted in `answers`, so that the books can be compared, and counts for nothing else.
 */
export class Meter {
  readonly ends: number
  readonly #begins: number
  readonly #counts: string
  readonly #latencies: number[] = []
  readonly #answers: Record<string, number> = {}

  constructor(counts: number, warmUpSeconds: number, seconds: number) {
    this.#counts = String(counts)
    this.#begins = performance.now() + warmUpSeconds * 1000
    this.ends = this.#begins + seconds * 1000
  }

  note(status: number | 'failed', startedAt: number) {
    const now = performance.now()
    const name = String(status)
    this.#answers[name] = (this.#answers[name] ?? 0) + 1
    if (name === this.#counts && now >= this.#begins && now < this.ends) this.#latencies.push(now - startedAt)
  }

  get over() {
    return performance.now() >= this.ends
  }

  run(): Run {
    const sorted = Float64Array.from(this.#latencies).sort()
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return {
      perSecond: (sorted.length * 1000) / (this.ends - this.#begins),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      answers: this.#answers,
    }
  }
}
