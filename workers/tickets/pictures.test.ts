import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { apiHeaders } from '#shared/http/security-headers'
import { chunk, jpeg, webp } from '../../tests/setup/pictures.ts'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventView } from './routes/view.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const PICTURES = '/api/tickets/pictures'
const EVENTS = '/api/tickets/events'
const ada = await tickets.people.join('Ada')
const eve = await tickets.people.join('Eve')
type Who = { headers: Record<string, string> }
type Sent = { id: string; width: number; height: number; bytes: number }

const send = (bytes: Uint8Array | ReadableStream, who: Who = ada, headers: Record<string, string> = {}) =>
  tickets.send('POST', PICTURES, bytes, { ...who.headers, 'content-type': 'image/webp', ...headers })
const kept = async (bytes: Uint8Array, who?: Who) => (await (await send(bytes, who)).json()) as Sent
const made = async (changes: object = {}, who: Who = ada) => {
  const headers = { ...who.headers, 'idempotency-key': newKey() }
  return (await (await tickets.send('POST', EVENTS, { ...concert, ...changes }, headers)).json()) as EventView
}
const patch = (id: string, version: number, changes: object, who: Who = ada) =>
  tickets.send('PATCH', `${EVENTS}/${id}`, changes, { ...who.headers, 'if-match': `"v${version}"` })
const refused = async (response: Response) => {
  const { type, errors } = await response.json()
  return [
    response.status,
    type.replace('/problems/', ''),
    ...(errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
  ]
}
const sweep = () =>
  tickets.send('POST', '/internal/sweep', undefined, { authorization: `Bearer ${tickets.config.internalToken}` })

// Every test has pictures of its own: one that was sent before is the same picture.
let shade = 0
const pictures = (width = 1600, height = 900, small = 640) => {
  const more = [chunk('ICCP', [++shade])]
  return [webp(width, height, { more }), webp(small, Math.round((height * small) / width), { more })] as const
}
const artwork = async (alt = 'Four people on a stage') => {
  const [large, small] = pictures()
  return { large: (await kept(large)).id, small: (await kept(small)).id, alt }
}

test('a picture is kept under what it is, and shown for ever', async () => {
  const bytes = jpeg(1600, 900)
  const response = await send(bytes)
  expect(response.status).toBe(201)
  const { id, ...rest } = (await response.json()) as Sent
  expect(id).toMatch(/^[\w-]{43}$/)
  expect(rest).toEqual({ width: 1600, height: 900, bytes: bytes.length })
  expect((await kept(bytes, eve)).id).toBe(id)

  const shown = await tickets.send('GET', `${PICTURES}/${id}`)
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${id}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': apiHeaders['Content-Security-Policy'],
  })
  const again = await tickets.send('GET', `${PICTURES}/${id}`, undefined, { 'if-none-match': `"${id}"` })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect(await refused(await tickets.send('GET', `${PICTURES}/${'A'.repeat(43)}`))).toEqual([404, 'not-found'])
  expect(await refused(await tickets.send('GET', `${PICTURES}/nonsense`))).toEqual([400, 'invalid-request', '#/id'])
})

test('nobody else sends, and nothing else is kept', async () => {
  const [picture] = pictures()
  expect(await refused(await send(picture, { headers: {} }))).toEqual([401, 'signed-out'])
  const foreign = { 'sec-fetch-site': 'cross-site' }
  expect(await refused(await send(picture, ada, foreign))).toEqual([403, 'cross-site'])
  for (const type of ['text/plain', 'image/svg+xml', 'multipart/form-data', 'application/json']) {
    expect(await refused(await send(picture, ada, { 'content-type': type }))).toEqual([415, 'not-a-picture'])
  }
  const svg = new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  expect(await refused(await send(svg))).toEqual([415, 'not-a-picture'])
  expect(await refused(await send(new Uint8Array()))).toEqual([415, 'not-a-picture'])
})

test('what is too large is not read to its end, whether or not it says so', async () => {
  const large = new Uint8Array(300 * 1024 + 1)
  expect(await refused(await send(large, ada, { 'content-length': String(large.length) }))).toEqual([413, 'too-large'])
  let read = 0
  const endless = new ReadableStream({
    pull: (out) => {
      read += 64 * 1024
      out.enqueue(new Uint8Array(64 * 1024))
    },
  })
  expect(await refused(await send(endless))).toEqual([413, 'too-large'])
  expect(read).toBeLessThan(600 * 1024)
  // Only pictures, and only there: everywhere else a body is what it was.
  const elsewhere = await tickets.send('POST', EVENTS, 'x'.repeat(65 * 1024), {
    ...ada.headers,
    'idempotency-key': newKey(),
  })
  expect(elsewhere.status).toBe(413)
})

test('an event shows a picture in two sizes, its copy too, in lists and alone, until it is taken away', async () => {
  const given = await artwork()
  const event = await made({ artwork: given })
  const shown = {
    large: { id: given.large, width: 1600, height: 900 },
    small: { id: given.small, width: 640, height: 360 },
    alt: given.alt,
  }
  expect(event.artwork).toEqual(shown)
  const copy = await tickets.send(
    'POST',
    `/api/tickets/my-events/${event.id}/copies`,
    { title: 'Again' },
    { ...ada.headers, 'idempotency-key': newKey() },
  )
  expect((await copy.json()).artwork).toEqual(shown)
  const list = await (await tickets.send('GET', '/api/tickets/my-events', undefined, ada.headers)).json()
  expect(list.items[0].artwork).toEqual(shown)
  const renamed = await (await patch(event.id, 1, { title: 'Other' })).json()
  expect([renamed.title, renamed.artwork]).toEqual(['Other', shown])
  expect((await (await patch(event.id, 2, { artwork: null })).json()).artwork).toBeNull()
})

test('a picture goes with its words, its small one, and its event’s seller', async () => {
  const { id } = await made()
  const given = await artwork()
  const wrong = async (artwork: object) => refused(await patch(id, 1, { artwork }))
  expect(await wrong({ ...given, alt: ' ' })).toEqual([400, 'invalid-request', '#/artwork/alt'])
  expect(await wrong({ large: given.large, small: given.small })).toEqual([400, 'invalid-request', '#/artwork/alt'])
  expect(await wrong({ ...given, small: given.large })).toEqual([400, 'invalid-request', '#/artwork/small'])
  expect(await wrong({ ...given, large: 'A'.repeat(43) })).toEqual([400, 'invalid-request', '#/artwork/large'])
  const [, portrait] = pictures(900, 1600)
  expect(await wrong({ ...given, small: (await kept(portrait)).id })).toEqual([
    400,
    'invalid-request',
    '#/artwork/small',
  ])
  const heavy = webp(640, 360, { more: [chunk('ICCP', Array(61 * 1024).fill(7))] })
  expect(await wrong({ ...given, small: (await kept(heavy)).id })).toEqual([400, 'invalid-request', '#/artwork/small'])
  expect(await refused(await patch(id, 1, { artwork: given }, eve))).toEqual([404, 'not-found'])
  expect(await refused(await patch(id, 7, { artwork: given }))).toEqual([412, 'changed-meanwhile'])
  expect((await patch(id, 1, { artwork: given })).status).toBe(200)
})

test('what no event shows is forgotten after a day, and what one shows is not', async () => {
  const [used, unused] = [await artwork(), await artwork()]
  const { id } = await made({ artwork: used })
  const there = async (...ids: string[]) =>
    Promise.all(ids.map(async (one) => (await tickets.send('GET', `${PICTURES}/${one}`)).status))
  const ids = [used.large, used.small, unused.large, unused.small]
  await sweep()
  expect(await there(...ids)).toEqual([200, 200, 200, 200])
  const { url } = tickets.database
  const daysPass = () => admin(url, `update tickets.pictures set sent_at = sent_at - interval '25 hours'`)
  await daysPass()
  await sweep()
  expect(await there(...ids)).toEqual([200, 200, 404, 404])
  // Taken away, it is still there for who is just looking at it.
  const shown = (await (await patch(id, 1, { artwork: null })).json()) as EventView
  expect(shown.artwork).toBeNull()
  await daysPass()
  await sweep()
  expect(await there(used.large, used.small)).toEqual([404, 404])
})

test('forty an hour, and then a while', async () => {
  const max = await tickets.people.join('Max')
  const picture = jpeg(300, 200)
  for (let n = 0; n < 40; n++) expect((await send(picture, max)).status).toBe(201)
  const over = await send(picture, max)
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(3500)
  expect(await refused(over)).toEqual([429, 'too-many-requests'])
  expect((await send(picture, eve)).status).toBe(201)
  await admin(tickets.database.url, `update tickets.pictures_sent set at = at - interval '61 minutes'`)
  expect((await send(picture, max)).status).toBe(201)
})

test('of those that come together, no more are kept than an hour allows', async () => {
  const max = await tickets.people.join('Max')
  const picture = jpeg(310, 200)
  const { id } = await kept(picture, max)
  const { url } = tickets.database
  await admin(url, `insert into tickets.pictures_sent (account) select $1 from generate_series(1, 38)`, [max.id])
  const racers = Array.from({ length: 6 }, () => () => send(picture, max))
  const answers = await tickets.database.together(`select from tickets.pictures where id = '${id}'`, racers)
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 429, 429, 429, 429, 429])
})

test('a thousand are kept for one account, until it takes some away', async () => {
  const [max, moritz] = [await tickets.people.join('Max'), await tickets.people.join('Moritz')]
  const { url } = tickets.database
  await admin(
    url,
    `with made as (
      insert into tickets.pictures (id, type, width, height, bytes)
      select 'old-' || n, 'image/webp', 100, 100, '' from generate_series(1, 999) n returning id)
    insert into tickets.picture_senders (account, picture) select $1, id from made`,
    [max.id],
  )
  const [last, more] = pictures()
  expect((await send(last, max)).status).toBe(201)
  expect(await refused(await send(more, max))).toEqual([409, 'limit-exceeded'])
  // One that is kept already is not one more, and what others send is theirs.
  expect((await send(last, max)).status).toBe(201)
  expect((await send(more, moritz)).status).toBe(201)
  await admin(url, `update tickets.pictures set sent_at = sent_at - interval '25 hours' where id = 'old-7'`)
  await sweep()
  expect((await send(more, max)).status).toBe(201)
})
