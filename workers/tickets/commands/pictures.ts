import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Deps } from '../deps.ts'
import { type PictureId, readPicture } from '../picture.ts'
import { MOST_KEPT } from '../store/pictures.ts'

/** A picture as it is kept: by its id it can be shown, and put on an event. */
export type Sent = { id: PictureId; width: number; height: number; bytes: number }

/** Keeps what somebody sent, without anything in it that is not the picture. Throws `not-a-picture`, `too-many-requests`, `limit-exceeded`. */
export const keepPicture = async (
  { pictures }: Pick<Deps, 'pictures'>,
  person: Person,
  sent: Uint8Array,
): Promise<Sent> => {
  const read = readPicture(sent)
  if ('wrong' in read) throw new Problem('not-a-picture', read.wrong)
  const { id, width, height, bytes } = read.picture
  const put = await pictures.put(read.picture, person.id)
  if ('full' in put) {
    const detail = `No more than ${MOST_KEPT} pictures are kept for one account: take some away, and come back in a day`
    throw new Problem('limit-exceeded', detail)
  }
  if (!put.kept) {
    throw new Problem(
      'too-many-requests',
      'These are many pictures in one hour',
      {},
      { 'Retry-After': String(put.seconds) },
    )
  }
  return { id, width, height, bytes: bytes.length }
}

/** The bytes of a picture. Throws `not-found`. */
export const showPicture = async ({ pictures }: Pick<Deps, 'pictures'>, id: PictureId) => {
  const found = await pictures.read(id)
  if (!found) throw new Problem('not-found')
  return found
}
