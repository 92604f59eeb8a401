// What opens the door, in letters that are told from each other in bad light and in any accent: no I, L, O or U. Whoever types
// one of these means its neighbour.

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MEANT: Record<string, string> = { O: '0', I: '1', L: '1' }

/** Fifteen letters from chance, and one to check them by. */
const LENGTH = 16

/** One step in the field of 32 elements, where x⁵ = x² + 1: no two places of a code weigh the same. */
const weighed = (value: number) => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31

const sumOf = (letters: string) => [...letters].reduce((sum, letter) => weighed(sum) ^ LETTERS.indexOf(letter), 0)

/** The code of a pass as it is shown and scanned: its letters and the one that they are checked by. */
export const codeOf = (pass: string) => `${pass}${LETTERS[weighed(sumOf(pass))]}`

/**
 * The pass that a code is for, however it was typed; undefined where it cannot be one. One wrong letter is always noticed, and
 * so are two that changed places.
 */
export const passIn = (typed: string): string | undefined => {
  const code = [...typed.toUpperCase().replaceAll(/[\s-]/g, '')].map((letter) => MEANT[letter] ?? letter).join('')
  const isOne = code.length === LENGTH && [...code].every((letter) => LETTERS.includes(letter)) && sumOf(code) === 0
  return isOne ? code.slice(0, -1) : undefined
}
