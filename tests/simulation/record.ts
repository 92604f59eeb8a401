/** What the store told somebody about an order: a fact that may not be taken back. */
export type Told = { order: string; state: string; because: string | null; askedAt: number; toldAt: number }

/** One answer that somebody got. */
export type Reply = { account: string; method: string; path: string; status: number; text: string; step: number }

/** A hold that was promised: an order, and the key it was asked for with. */
export type Promised = { account: string; key: string; order: string; step: number }

/** What a buyer was shown of an order last. */
export type Shown = { state: string; frozen: boolean; passes: { state: 'valid' | 'frozen' | 'void' }[] }

/** All that people were told during a run, to be held against the books at its end. */
export const createRecord = () => ({
  replies: [] as Reply[],
  told: [] as Told[],
  promised: [] as Promised[],
  shown: new Map<string, Shown>(),
  /** Who sells, or runs this, and so is told of what others bought. */
  sellers: new Set<string>(),
})

export type Record = ReturnType<typeof createRecord>
