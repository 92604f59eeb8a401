import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunk, jpeg, segment, webp } from '../../tests/setup/pictures.ts'
import { LONGEST_SIDE, readPicture } from './picture.ts'

const wrong = (bytes: Uint8Array) => ('wrong' in readPicture(bytes) ? 'refused' : 'kept')
const kept = (bytes: Uint8Array) => {
  const read = readPicture(bytes)
  if ('wrong' in read) throw new Error(read.wrong)
  return read.picture
}
const side = fc.integer({ min: 100, max: LONGEST_SIDE })
const SECRET = 'Exif\0\0 48.2082 N 16.3738 E'
const letters = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

test('a picture is known by what it is, whatever it is called', () =>
  fc.assert(
    fc.property(side, side, (width, height) => {
      expect(kept(jpeg(width, height))).toMatchObject({ type: 'image/jpeg', width, height })
      expect(kept(jpeg(width, height, { frame: 0xc2 }))).toMatchObject({ type: 'image/jpeg', width, height })
      expect(kept(webp(width, height))).toMatchObject({ type: 'image/webp', width, height })
      expect(kept(webp(width, height, { more: [] }))).toMatchObject({ type: 'image/webp', width, height })
      const lossless = ((height - 1) * 0x4000 + width - 1) >>> 0
      const bits = [lossless & 0xff, (lossless >> 8) & 0xff, (lossless >> 16) & 0xff, lossless >>> 24]
      expect(kept(webp(width, height, { image: chunk('VP8L', [0x2f, ...bits, 0]) }))).toMatchObject({ width, height })
    }),
  ))

test('nothing is kept that is not the picture: not where it was taken, not what stands behind it', () => {
  const bare = jpeg(640, 360)
  const told = [
    jpeg(640, 360, { more: [segment(0xe1, SECRET), segment(0xed, SECRET), segment(0xfe, SECRET)] }),
    jpeg(640, 360, { after: `${SECRET}<script>alert(1)</script>` }),
  ]
  for (const bytes of told) expect(kept(bytes)).toEqual(kept(bare))
  const [exif, xmp, odd] = ['EXIF', 'XMP ', 'ODD '].map((name) => chunk(name, [...Buffer.from(`${SECRET}!`)]))
  const cleaned = kept(webp(640, 360, { more: [exif, xmp, odd] as Uint8Array[], flags: 0x0c }))
  expect(letters(cleaned.bytes)).not.toContain('48.2082')
  expect(cleaned).toEqual(kept(webp(640, 360, { more: [] })))
  const behind = new Uint8Array([...webp(640, 360), ...Buffer.from(SECRET)])
  expect(kept(behind)).toEqual(kept(webp(640, 360)))
})

test('no thumbnail is kept, which would show what was cut away, nor what stands under a name that is none of the picture', () => {
  const bare = jpeg(640, 360)
  const small = `\x02\x01${SECRET.slice(0, 6)}`
  const jfif = (thumbnail: string) => segment(0xe0, `JFIF\0\x01\x01\0\0\x01\0\x01${thumbnail}`)
  const plain = kept(jpeg(640, 360, { more: [jfif('\0\0')] }))
  expect(kept(jpeg(640, 360, { more: [jfif(small)] }))).toEqual(plain)
  for (const other of [
    segment(0xe0, `JFXX\0\x13${small}`),
    segment(0xe0, 'JFIF\0'),
    segment(0xe0, SECRET),
    segment(0xe2, `MPF\0${SECRET}`),
    segment(0xee, SECRET),
  ]) {
    expect(kept(jpeg(640, 360, { more: [other] }))).toEqual(kept(bare))
  }
  const adobe = 'Adobe\0\x64\0\0\0\0\x01'
  const told = kept(jpeg(640, 360, { more: [segment(0xee, adobe + SECRET)] }))
  expect(told).toEqual(kept(jpeg(640, 360, { more: [segment(0xee, adobe)] })))
  expect(letters(told.bytes)).toContain(adobe)
})

test('what was cleaned is clean, and the colours stay', () => {
  const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01 colours')
  const once = kept(jpeg(640, 360, { more: [profile, segment(0xe1, SECRET)] }))
  expect(letters(once.bytes)).toContain('ICC_PROFILE')
  expect(kept(once.bytes)).toEqual(once)
})

const scans = (count: number) =>
  jpeg(640, 360, { frame: 0xc2, scans: Array.from({ length: count }, () => segment(0xda, [1, 1, 0, 0, 63, 0])) })

test('a progressive JPEG has as many scans as encoders make, and no more', () => {
  expect(wrong(scans(99))).toBe('kept')
})

const moving = webp(640, 360, { more: [chunk('ANIM', [0, 0, 0, 0, 0, 0])], flags: 0x02 })
test.each([
  ['nothing', new Uint8Array()],
  ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0', 'latin1')],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a GIF', Buffer.from('GIF89a\x80\x02\x68\x01', 'latin1')],
  ['HTML behind the start of a JPEG', Buffer.from('\xff\xd8\xff\xe0<script>alert(1)</script>', 'latin1')],
  ['a JPEG that ends in the middle', jpeg(640, 360).slice(0, -3)],
  ['a lossless JPEG', jpeg(640, 360, { frame: 0xc3 })],
  ['a JPEG with two frames', jpeg(640, 360, { more: [segment(0xc0, [8, 1, 0, 1, 0, 1, 1, 0x11, 0])] })],
  ['a JPEG with a hundred and one scans', scans(100)],
  ['a WebP that is shorter than it says', webp(640, 360).slice(0, -4)],
  ['a WebP that moves', moving],
  ['a WebP whose canvas is another', webp(640, 360, { more: [], image: webp(320, 180).slice(12) })],
  ['a WebP with two pictures', webp(640, 360, { more: [webp(640, 360).slice(12)] })],
  ['a WebP without a picture', webp(640, 360, { more: [], image: new Uint8Array() })],
  ['too wide', jpeg(LONGEST_SIDE + 1, 360)],
  ['too small', webp(99, 360)],
  ['no size at all', jpeg(0, 0)],
])('%s is refused', (_, bytes) => expect(wrong(bytes)).toBe('refused'))

test('whatever is sent, it is read to an end and never past it', () => {
  const spoiled = fc
    .tuple(
      fc.constantFrom(jpeg(640, 360), webp(640, 360), webp(640, 360, { more: [chunk('EXIF', [1, 2, 3])] })),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat(),
    )
    .map(([picture, changes, cut]) => {
      const bytes = picture.slice(0, 1 + (cut % picture.length) * 2)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      return bytes
    })
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      const read = readPicture(bytes)
      if ('wrong' in read) return
      expect(read.picture.bytes.length).toBeLessThanOrEqual(bytes.length + 1)
      expect(readPicture(read.picture.bytes)).toEqual(read)
    }),
    { numRuns: 3000 },
  )
})
