import { crc32, deflateSync } from 'node:zlib'

const chunk = (name: string, data: Uint8Array) => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A PNG that any browser opens: a sky over hills, of that size. */
export const png = (width: number, height: number): Buffer => {
  const rows = Buffer.alloc((1 + width * 3) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hill = height * (0.62 + 0.12 * Math.sin((x / width) * 9) + 0.05 * Math.sin((x / width) * 31))
      const dusk = y / height
      const sun = Math.hypot(x - width * 0.7, y - height * 0.38) < height * 0.12
      const colour =
        y > hill ? [24, 44 + 30 * dusk, 62] : sun ? [255, 226, 150] : [90 + 150 * dusk, 70 + 90 * dusk, 140 - 20 * dusk]
      rows.set(colour, y * (1 + width * 3) + 1 + x * 3)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
