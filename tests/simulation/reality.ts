import { type Chance, chanceFrom } from './chance.ts'

/** What a run decides about the machine it runs on. */
export type Reality = {
  /** The time that code sees when it asks for it, in milliseconds. */
  now(): number
  /** Where ids, keys and nonces come from. */
  seed: number
  /** Whatever goes out by the global `fetch`: the SDKs know no other way. */
  fetch: typeof fetch
}

const RealDate = Date

/**
 * Puts another clock, another chance and another network under everything in this process, and returns how to take them away
 * again. The services ask the language for the time and for randomness, as does every SDK they use; none of that can be handed
 * to them, and all of it has to come from the seed. Timers stay real: nothing the services wait for is one.
 */
export const takeOver = ({ now, seed, fetch: travel }: Reality): (() => void) => {
  const chance: Chance = chanceFrom(seed)
  class SimulatedDate extends RealDate {
    constructor(...parts: unknown[]) {
      if (parts.length === 0) super(now())
      else super(...(parts as [number]))
    }
    static override now() {
      return now()
    }
  }
  const hexadecimal = () => Buffer.from(chance.bytes(new Uint8Array(16))).toString('hex')
  const randomUUID = () => hexadecimal().replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')

  const realFetch = globalThis.fetch
  const { warn, error } = console
  // QStash's SDK says there, past every log, what its caller is told as well.
  console.warn = console.error = () => {}
  globalThis.Date = SimulatedDate as DateConstructor
  globalThis.fetch = travel
  const own = (value: unknown) => ({ value, configurable: true, writable: true })
  Object.defineProperty(crypto, 'getRandomValues', own(chance.bytes))
  Object.defineProperty(crypto, 'randomUUID', own(randomUUID))
  return () => {
    globalThis.Date = RealDate
    globalThis.fetch = realFetch
    Object.assign(console, { warn, error })
    // What was put in front goes; behind it are the real ones, on the prototype.
    Reflect.deleteProperty(crypto, 'getRandomValues')
    Reflect.deleteProperty(crypto, 'randomUUID')
  }
}
