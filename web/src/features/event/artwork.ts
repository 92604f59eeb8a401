export type Palette = readonly [ground: string, ...inks: [string, string, string, string]]

const palettes: [Palette, ...Palette[]] = [
  ['#12312b', '#ffbe3d', '#e4572e', '#f6f3ec', '#2d7f6c'],
  ['#2b1437', '#ff7f6b', '#ffd166', '#7a3e9d', '#f3e9ff'],
  ['#06364a', '#29b6c5', '#f7e7c6', '#ff6f59', '#0f6d8a'],
  ['#f2c6a0', '#8c2f1b', '#f6f3ec', '#d9633a', '#23403a'],
  ['#f7d64a', '#1c1c3a', '#f25f5c', '#fff7e0', '#247ba0'],
  ['#f7b7c3', '#3b1330', '#e0436b', '#fff1ee', '#6a2c70'],
  ['#dfe6c4', '#33531f', '#86a83c', '#f28f3b', '#1e2d17'],
  ['#1b2a8f', '#6f8bff', '#ffd23f', '#ffffff', '#ff5d73'],
  ['#e8442f', '#ffe3c2', '#16130f', '#ffb000', '#7d1128'],
  ['#101014', '#e6ff4d', '#f4f4f0', '#7c5cff', '#3a3a46'],
  ['#bfe3e0', '#0b4f6c', '#ff7a59', '#fbfbff', '#01303f'],
  ['#f4efe6', '#d7263d', '#1b998b', '#2e294e', '#f7b32b'],
]

export const motifs = [
  'tiles',
  'rings',
  'waves',
  'beams',
  'sun',
  'bars',
  'arches',
  'petals',
  'halftone',
  'record',
  'ribbons',
  'checks',
  'peaks',
  'blocks',
] as const
export type Motif = (typeof motifs)[number]

/** FNV-1a: spreads ids that differ in one digit over all pictures. */
const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** Mulberry32: numbers between 0 and 1 that are the same for the same seed, on every machine. */
const chance = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

export type Design = { motif: Motif; palette: Palette; random: () => number }

/** The picture of an event: drawn from its id, so that it is the same everywhere and needs no upload. */
export const designOf = (id: string): Design => {
  const random = chance(seedOf(id))
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0]
  return { palette: pick(palettes), motif: pick(motifs), random }
}
