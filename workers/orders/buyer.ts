/** Sellers look for somebody by the beginnings of so many words, and nobody is found by more of their own. */
const MOST_WORDS = 8
const LONGEST_WORD = 40

/** The words somebody is found by: in lower case, without accents, each once; empty where there is neither letter nor digit. */
export const wordsOf = (text: string): string[] => {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return [...new Set(words.map((word) => word.slice(0, LONGEST_WORD)))].slice(0, MOST_WORDS)
}
