// Pictures made by hand, as far as their headers: what is in their scans no decoder has to like.

const bytes = (...parts: (string | readonly number[] | Uint8Array)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])))

const be16 = (value: number) => [value >> 8, value & 0xff]
const le24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff]
const le32 = (value: number) => [...le24(value), value >>> 24]

export const segment = (marker: number, data: string | readonly number[]) =>
  bytes([0xff, marker], be16(data.length + 2), data)

/** A JPEG of that size; `more` are segments before its frame, `scans` more headers of scans behind its own, `after` follows its end. */
export const jpeg = (
  width: number,
  height: number,
  {
    more = [],
    after = '',
    frame = 0xc0,
    scans = [],
  }: { more?: Uint8Array[]; after?: string; frame?: number; scans?: Uint8Array[] } = {},
) =>
  bytes(
    [0xff, 0xd8],
    segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...more,
    segment(0xdb, [0, ...Array(64).fill(1)]),
    segment(frame, [8, ...be16(height), ...be16(width), 1, 1, 0x11, 0]),
    segment(0xc4, [0, ...Array(16).fill(0)]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56],
    ...scans,
    [0xff, 0xd9],
    after,
  )

export const chunk = (name: string, data: readonly number[]) =>
  bytes(name, le32(data.length), data, data.length % 2 === 1 ? [0] : [])

const lossy = (width: number, height: number) =>
  chunk('VP8 ', [0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, height & 0xff, height >> 8, 1, 2, 3])

const riff = (...chunks: Uint8Array[]) => {
  const body = bytes('WEBP', ...chunks)
  return bytes('RIFF', le32(body.length), body)
}

/** A WebP of that size; with `more`, in the extended form, with these chunks behind the picture and these flags. */
export const webp = (
  width: number,
  height: number,
  { more, flags = 0, image = lossy(width, height) }: { more?: Uint8Array[]; flags?: number; image?: Uint8Array } = {},
) =>
  more ? riff(chunk('VP8X', [flags, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)]), image, ...more) : riff(image)
