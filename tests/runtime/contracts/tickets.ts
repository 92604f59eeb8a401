import { expect, test } from 'vitest'
import { type EventShown, listing } from '#local/person'
import { jpeg, segment } from '../../setup/pictures.ts'
import type { Place } from './place.ts'

/** What tickets promises: events are their seller's until they are on sale, and no change is lost. */
export const ticketsContract = (place: () => Place) => {
  test('drafts, changes and publishes an event, which nobody else sees before', async () => {
    const { storeAt, two, settle } = place()
    const [stranger] = await two('tickets')
    const seller = place().seller.at(storeAt('tickets'))
    const key = crypto.randomUUID()
    const body = listing({})
    const create = () => seller.call<EventShown>('POST', '/api/tickets/events', { body, key })
    const [draft, again] = [await create(), await create()]
    expect([draft.status, again.status, again.body.id]).toEqual([201, 201, draft.body.id])
    const path = `/api/tickets/events/${draft.body.id}`
    expect((await stranger.call('GET', path)).status).toBe(404)
    expect((await stranger.call('POST', `${path}/publish`, { headers: { 'if-match': '"v1"' } })).status).toBe(404)

    const change = (headers: Record<string, string>) =>
      seller.call<EventShown>('PATCH', path, { body: { title: 'Five choirs' }, headers })
    const seen = draft.headers.get('etag') ?? ''
    expect((await change({})).status).toBe(428)
    const changed = await change({ 'if-match': seen })
    expect(changed).toMatchObject({ status: 200, body: { title: 'Five choirs' } })
    expect((await change({ 'if-match': seen })).status).toBe(412)

    const headers = { 'if-match': changed.headers.get('etag') ?? '' }
    expect((await seller.call('POST', `${path}/publish`, { headers })).status).toBe(200)
    expect(await stranger.call('GET', path)).toMatchObject({ status: 200, body: { title: 'Five choirs' } })
    await settle()
  })

  test('takes a picture as it is, and gives it back byte by byte', async () => {
    const cookie = Array.from(place().seller.cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const picture = jpeg(640, 360, { more: [segment(0xe1, 'Exif 48.2 N')] })
    const { url } = place().storeAt('tickets')
    const send = (bytes: Uint8Array<ArrayBuffer>) =>
      fetch(new URL('/api/tickets/pictures', url), {
        method: 'POST',
        headers: { cookie, 'content-type': 'image/jpeg', 'sec-fetch-site': 'same-origin' },
        body: bytes,
      })
    const sent = await send(picture)
    expect(sent.status).toBe(201)
    const { id } = (await sent.json()) as { id: string }
    const shown = await fetch(new URL(`/api/tickets/pictures/${id}`, url))
    expect([shown.headers.get('content-type'), new Uint8Array(await shown.arrayBuffer())]).toEqual([
      'image/jpeg',
      jpeg(640, 360),
    ])
    expect((await send(new Uint8Array(300 * 1024 + 1))).status).toBe(413)
    expect((await send(new Uint8Array(64))).status).toBe(415)
  })

  test('refuses in problem+json and names the field', async () => {
    const [seller] = await place().two('tickets')
    const body = { ...listing({}), timeZone: 'Middle/Earth' }
    const reply = await seller.call('POST', '/api/tickets/events', { body })
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/timeZone' }] } })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
  })
}
