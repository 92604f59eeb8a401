/** A view of bytes that somebody sent: reading past the end gives nothing, and never throws. */
export const reading = (bytes: Uint8Array) => {
  const at = (offset: number) => bytes[offset] ?? -1
  return {
    at,
    text: (offset: number, length: number) => String.fromCharCode(...bytes.subarray(offset, offset + length)),
    u16: (offset: number) => (offset + 2 > bytes.length ? -1 : at(offset) * 0x100 + at(offset + 1)),
    u16le: (offset: number) => (offset + 2 > bytes.length ? -1 : at(offset) + at(offset + 1) * 0x100),
    u24le: (offset: number) =>
      offset + 3 > bytes.length ? -1 : at(offset) + at(offset + 1) * 0x100 + at(offset + 2) * 0x1_0000,
    u32le: (offset: number) =>
      offset + 4 > bytes.length
        ? -1
        : at(offset) + at(offset + 1) * 0x100 + at(offset + 2) * 0x1_0000 + at(offset + 3) * 0x100_0000,
  }
}

/** Pieces one behind the other. */
export const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** What a picture's own header says of its size, in pixels. */
export type Size = { width: number; height: number }

/** A picture without anything that is not the picture. */
export type Cleaned = Size & { bytes: Uint8Array }
