import { createHash } from 'node:crypto'
import { cleanJpeg } from './picture/jpeg.ts'
import { cleanWebp } from './picture/webp.ts'

/** What a picture is known by: the digest of what it is, so that an address never shows anything else. */
export type PictureId = string

export const pictureTypes = ['image/jpeg', 'image/webp'] as const
export type PictureType = (typeof pictureTypes)[number]

/** A picture that was looked into: its size in pixels, and nothing in its bytes but the picture. */
export type Picture = { id: PictureId; type: PictureType; width: number; height: number; bytes: Uint8Array }

/** The longest side, in pixels: what a screen can show of it, and what a browser can draw without thinking. */
export const LONGEST_SIDE = 2000
/** Less cannot be looked at on a card. */
export const SHORTEST_SIDE = 100

const idOf = (bytes: Uint8Array): PictureId => createHash('sha256').update(bytes).digest('base64url')

const fits = (side: number) => side >= SHORTEST_SIDE && side <= LONGEST_SIDE

/** A picture by what its bytes are, whatever it was said to be; or why it is none that can be shown. */
export const readPicture = (bytes: Uint8Array): { picture: Picture } | { wrong: string } => {
  const [jpeg, webp] = [cleanJpeg(bytes), cleanWebp(bytes)]
  const found = jpeg ?? webp
  if (!found) return { wrong: 'It must be a whole JPEG, or a WebP that does not move' }
  if (!fits(found.width) || !fits(found.height))
    return {
      wrong: `Each side must have ${SHORTEST_SIDE} to ${LONGEST_SIDE} pixels; these are ${found.width} by ${found.height}`,
    }
  return { picture: { ...found, id: idOf(found.bytes), type: jpeg ? 'image/jpeg' : 'image/webp' } }
}
