/** What is known to be wrong with a package and does not concern us, for now: which advisory, why, and until when. */
export type Ignored = {
  /** As GitHub names it. */
  advisory: `GHSA-${string}`
  package: string
  because: string
  /** The last day, as 2026-12-31: a quarter of a year from now at the most. Then somebody looks again. */
  until: string
}

export const ignored: readonly Ignored[] = []
