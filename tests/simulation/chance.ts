/** Chance that comes from a seed: the same seed, the same chances, in the same order. */
export type Chance = {
  /** A number from 0 up to 1, without 1. */
  number(): number
  /** A whole number from `from` to `to`, both of them included. */
  between(from: number, to: number): number
  /** True in `share` of all cases. */
  happens(share: number): boolean
  /** One of `all`. Throws when there is none. */
  one<T>(all: readonly T[]): T
  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name
  bytes<T extends ArrayBufferView>(view: T): T
}

/** Chance from a whole number, by the generator that is known as sfc32. */
export const chanceFrom = (seed: number): Chance => {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, Math.floor(seed / 2 ** 32) | 1]
  const next = () => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    return result >>> 0
  }
  // Neighbouring seeds begin alike; after some turns nothing of that is left.
  for (let turn = 0; turn < 15; turn++) next()

  const number = () => next() / 2 ** 32
  const one = <T>(all: readonly T[]): T => {
    if (all.length === 0) throw new Error('nothing to choose from')
    return all[Math.floor(number() * all.length)] as T
  }
  return {
    number,
    one,
    between: (from, to) => from + Math.floor(number() * (to - from + 1)),
    happens: (share) => number() < share,
    weighted: <Name extends string>(weights: Readonly<Partial<Record<Name, number>>>) => {
      const entries = Object.entries(weights) as [Name, number][]
      let left = number() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        left -= weight
        if (left < 0) return name
      }
      return one(entries)[0]
    },
    bytes: (view) => {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      for (let at = 0; at < bytes.length; at++) bytes[at] = next() & 0xff
      return view
    },
  }
}
