import { request } from './client.ts'
import { Refusal } from './refusal.ts'
import type { Picture } from './types.ts'

/** Where a picture is shown. */
export const pictureUrl = (id: string) => `/api/tickets/pictures/${id}`

/** Sends a picture, which from then on can be put on an event. By hand: the typed client sends JSON. */
export const sendPicture = async (picture: Blob): Promise<Picture> => {
  const response = await request('/api/tickets/pictures', {
    method: 'POST',
    headers: { 'content-type': picture.type },
    body: picture,
  })
  const { id, width, height } = (await response.json().catch(() => {
    throw Refusal.unreachable()
  })) as Picture
  return { id, width, height }
}
