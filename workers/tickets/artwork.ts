import { type FieldError, Problem } from '#shared/http/problem'
import type { PictureId } from './picture.ts'

/** A picture that is kept: where it is and how large, in pixels. `bytes`: how many there are of it. */
export type KeptPicture = { id: PictureId; width: number; height: number; bytes: number }

/** One picture in two sizes, for a page and for a card, and what can be seen on it. */
export type Artwork = { large: Shown; small: Shown; alt: string }
export type Shown = Omit<KeptPicture, 'bytes'>

/** As a seller gives it: pictures that they have sent before. */
export type GivenArtwork = { large: PictureId; small: PictureId; alt: string }

/** What a card may weigh, and how wide it is at the most. */
const SMALL_BYTES = 60 * 1024
const SMALL_WIDTH = 640

const shown = ({ id, width, height }: KeptPicture): Shown => ({ id, width, height })

/** Half a pixel each way is what scaling down rounds off. */
const isSameShape = (large: Shown, small: Shown) =>
  Math.abs(large.height * small.width - small.height * large.width) <= large.width + large.height

/** The artwork that was meant, or `invalid-request` naming what does not fit. */
export const artworkOf = (given: GivenArtwork, kept: ReadonlyMap<PictureId, KeptPicture>): Artwork => {
  const [large, small] = [kept.get(given.large), kept.get(given.small)]
  const errors: FieldError[] = []
  const wrong = (field: 'large' | 'small', detail: string) => errors.push({ pointer: `#/artwork/${field}`, detail })
  if (!large) wrong('large', 'is no picture that is kept here: send it first')
  if (!small) wrong('small', 'is no picture that is kept here: send it first')
  if (small && small.width > SMALL_WIDTH) wrong('small', `must be ${SMALL_WIDTH} pixels wide at the most`)
  if (small && small.bytes > SMALL_BYTES) wrong('small', `must have ${SMALL_BYTES} bytes at the most`)
  if (large && small && !isSameShape(large, small)) wrong('small', 'must be the same picture in small')
  if (!large || !small || errors.length > 0) throw new Problem('invalid-request', undefined, { errors })
  return { large: shown(large), small: shown(small), alt: given.alt }
}
