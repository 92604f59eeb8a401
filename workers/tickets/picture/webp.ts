import { type Cleaned, joined, reading, type Size } from './bytes.ts'

// RFC 9649: RIFF, the length of the rest, "WEBP", and chunks of four letters, a length, and data filled up to an even number.

const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'])
const [MOVES, XMP, EXIF] = [0x02, 0x04, 0x08]

const u32 = (value: number) => new Uint8Array([value, value >>> 8, value >>> 16, value >>> 24])
const letters = (text: string) => new TextEncoder().encode(text)

/** What the data of a chunk says of the size; undefined where it says none, or nonsense. */
const sizeIn = (name: string, data: Uint8Array): Size | undefined => {
  const { at, text, u16le, u24le } = reading(data)
  if (name === 'VP8 ' && data.length >= 10) {
    // A key frame, and its start code.
    if ((at(0) & 1) !== 0 || text(3, 3) !== '\x9d\x01\x2a') return undefined
    return { width: u16le(6) & 0x3fff, height: u16le(8) & 0x3fff }
  }
  if (name === 'VP8L' && data.length >= 5) {
    if (at(0) !== 0x2f) return undefined
    const bits = u24le(1) + at(4) * 0x100_0000
    return { width: (bits % 0x4000) + 1, height: (Math.floor(bits / 0x4000) % 0x4000) + 1 }
  }
  if (name === 'VP8X' && data.length >= 10) return { width: u24le(4) + 1, height: u24le(7) + 1 }
  return undefined
}

const withoutMetadata = (chunk: Uint8Array) => {
  const copy = chunk.slice()
  copy[8] = (copy[8] ?? 0) & ~(XMP | EXIF)
  return copy
}

/** Reads a still WebP to its end and leaves out whatever is not the picture: Exif, XMP, chunks nobody knows, what follows it. */
export const cleanWebp = (bytes: Uint8Array): Cleaned | undefined => {
  const { at, text, u32le } = reading(bytes)
  if (text(0, 4) !== 'RIFF' || text(8, 4) !== 'WEBP') return undefined
  const end = 8 + u32le(4)
  if (end > bytes.length) return undefined
  const parts: Uint8Array[] = []
  const sizes: Size[] = []
  let images = 0
  for (let offset = 12; offset < end; ) {
    const name = text(offset, 4)
    const length = u32le(offset + 4)
    const next = offset + 8 + length + (length % 2)
    // The byte that fills up may be missing at the very end.
    if (length < 0 || offset + 8 + length > end) return undefined
    const chunk = bytes.subarray(offset, Math.min(next, end))
    const data = chunk.subarray(8, 8 + length)
    if (name === 'ANIM' || name === 'ANMF') return undefined
    if (name === 'VP8X' && (offset !== 12 || (at(offset + 8) & MOVES) !== 0)) return undefined
    if (name.startsWith('VP8')) {
      const size = sizeIn(name, data)
      if (!size) return undefined
      sizes.push(size)
      if (name !== 'VP8X') images++
    }
    if (KEPT.has(name)) {
      parts.push(name === 'VP8X' ? withoutMetadata(chunk) : chunk)
      if (chunk.length % 2 === 1) parts.push(new Uint8Array(1))
    }
    offset = next
  }
  const [size] = sizes
  // One picture, and as large as was said before it.
  if (!size || images !== 1 || sizes.some(({ width, height }) => width !== size.width || height !== size.height))
    return undefined
  const body = joined([letters('WEBP'), ...parts])
  return { ...size, bytes: joined([letters('RIFF'), u32(body.length), body]) }
}
