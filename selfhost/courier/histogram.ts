/** Counts by upper bound, as Prometheus has them. */
export type Histogram = {
  observe(value: number): void
  show(): string[]
}

export const createHistogram = (name: string, help: string, bounds: readonly number[]): Histogram => {
  const counts = bounds.map(() => 0)
  let count = 0
  let sum = 0
  return {
    observe: (value) => {
      count++
      sum += value
      const at = bounds.findIndex((bound) => value <= bound)
      if (at >= 0) counts[at] = (counts[at] ?? 0) + 1
    },
    show: () => {
      let below = 0
      const buckets = bounds.map((bound, i) => {
        below += counts[i] ?? 0
        return `${name}_bucket{le="${bound}"} ${below}`
      })
      return [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} histogram`,
        ...buckets,
        `${name}_bucket{le="+Inf"} ${count}`,
        `${name}_sum ${sum}`,
        `${name}_count ${count}`,
      ]
    },
  }
}
