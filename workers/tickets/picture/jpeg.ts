import { type Cleaned, joined, reading, type Size } from './bytes.ts'

// ITU-T T.81, annex B: segments, each FF, a marker, and its length; behind a scan's header its compressed data, in which FF
// stands only before 00, before a restart, or before the next marker.

const [SOI, EOI, SOS] = [0xd8, 0xd9, 0xda]
/** Frames as browsers draw them: baseline, extended and progressive, Huffman-coded. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2])
/**
 * JFIF, the colour profile, and Adobe's word on how colours are coded: without these it would look different. By their names,
 * because others use the same markers: JFXX for a thumbnail, MPF for more pictures. `bytes`: how long it is, where that is known.
 */
const KEPT = new Map<number, { name: string; bytes?: number }>([
  [0xe0, { name: 'JFIF\0', bytes: 18 }],
  [0xe2, { name: 'ICC_PROFILE\0' }],
  [0xee, { name: 'Adobe', bytes: 16 }],
])

/** What is kept of a segment that is not of the picture itself, without a thumbnail at its end; nothing of most. */
const keptOf = (segment: Uint8Array): Uint8Array[] => {
  const [, marker = 0] = segment
  const kept = KEPT.get(marker)
  if (!kept || reading(segment).text(4, kept.name.length) !== kept.name) return []
  if (kept.bytes === undefined) return [segment]
  if (segment.length < kept.bytes) return []
  const cut = segment.slice(0, kept.bytes)
  cut.set([0, kept.bytes - 2], 2)
  // Of JFIF's, the last two bytes say how large its thumbnail is.
  if (marker === 0xe0) cut.set([0, 0], kept.bytes - 2)
  return [cut]
}

/** Each scan of a progressive one is drawn over the whole picture, by everybody who looks at it. Encoders make some ten. */
const MOST_SCANS = 100

/** Tables, and the frame itself. */
const isPicture = (marker: number) => FRAMES.has(marker) || [0xc4, 0xdb, 0xdd].includes(marker)

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

/** Where a scan's data ends: at the next marker that is none of its own. */
const endOfScan = (bytes: Uint8Array, from: number): number => {
  for (let offset = from; offset < bytes.length - 1; offset++) {
    const next = bytes[offset + 1] ?? 0
    if (bytes[offset] === 0xff && next !== 0 && next !== 0xff && !isRestart(next)) return offset
  }
  return -1
}

/** Reads a JPEG to its end and leaves out whatever is not the picture: Exif, places, thumbnails, comments, what follows it. */
export const cleanJpeg = (bytes: Uint8Array): Cleaned | undefined => {
  const { at, u16 } = reading(bytes)
  if (at(0) !== 0xff || at(1) !== SOI) return undefined
  const parts = [bytes.subarray(0, 2)]
  let size: Size | undefined
  let scans = 0
  let offset = 2
  while (offset < bytes.length) {
    if (at(offset) !== 0xff) return undefined
    const marker = at(offset + 1)
    if (marker === 0xff) {
      // Any number of FF may stand before a marker.
      offset++
      continue
    }
    if (marker === EOI) {
      parts.push(bytes.subarray(offset, offset + 2))
      return size && scans > 0 ? { ...size, bytes: joined(parts) } : undefined
    }
    const length = u16(offset + 2)
    const end = offset + 2 + length
    if (length < 2 || end > bytes.length) return undefined
    if (FRAMES.has(marker)) {
      if (size || length < 8) return undefined
      size = { height: u16(offset + 5), width: u16(offset + 7) }
    }
    if (marker === SOS) {
      const over = size ? endOfScan(bytes, end) : -1
      if (over < 0 || scans === MOST_SCANS) return undefined
      parts.push(bytes.subarray(offset, over))
      scans++
      offset = over
      continue
    }
    const isOther = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
    // Lossless, arithmetic and hierarchical ones no browser draws.
    if (!isOther && !isPicture(marker)) return undefined
    const segment = bytes.subarray(offset, end)
    parts.push(...(isOther ? keptOf(segment) : [segment]))
    offset = end
  }
  return undefined
}
