import { expect, test } from 'vitest'
import { until, World } from './world.ts'

test('a URL group is made, shown, changed and removed', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const { urlGroups } = client
  const [one, two, three] = ['/1', '/2', '/3'].map((path) => `${world.destination}${path}`)
  if (!one || !two || !three) throw new Error('no endpoints')
  await urlGroups.addEndpoints({ name: 'sold', endpoints: [{ url: one, name: 'first' }, { url: two }] })
  await urlGroups.addEndpoints({ name: 'sold', endpoints: [{ url: three, name: 'third' }] })
  expect(await urlGroups.get('sold')).toEqual({
    name: 'sold',
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
    endpoints: [{ url: one, name: 'first' }, { url: two }, { url: three, name: 'third' }],
  })
  // A name moves to its new address, an address takes its new name.
  await urlGroups.addEndpoints({ name: 'sold', endpoints: [{ url: two, name: 'first' }] })
  expect((await urlGroups.get('sold')).endpoints).toEqual([
    { url: two, name: 'first' },
    { url: three, name: 'third' },
  ])
  await urlGroups.removeEndpoints({ name: 'sold', endpoints: [{ name: 'third' }, { url: `${two}/not` }] })
  expect((await client.topics.list()).map(({ name, endpoints }) => [name, endpoints.length])).toEqual([['sold', 1]])
  await expect(
    urlGroups.addEndpoints({ name: 'sold', endpoints: [{ url: 'http://169.254.169.254/' }] }),
  ).rejects.toMatchObject({ status: 400 })
  await expect(urlGroups.removeEndpoints({ name: 'none', endpoints: [{ url: one }] })).rejects.toMatchObject({
    status: 404,
  })
  await urlGroups.delete('sold')
  await expect(urlGroups.get('sold')).rejects.toMatchObject({ status: 404 })
  await expect(urlGroups.delete('sold')).rejects.toMatchObject({ status: 404 })
})

test('what is published to a group goes to each endpoint, as a message of its own', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ path }) => new Response(null, { status: path === '/2' ? 500 : 200 })
  const endpoints = ['1', '2'].map((name) => ({ name, url: `${world.destination}/${name}` }))
  await client.urlGroups.addEndpoints({ name: 'sold', endpoints })
  const publish = () =>
    client.publishJSON({ urlGroup: 'sold', body: { n: 1 }, retries: 0, deduplicationId: 'once', label: 'l' })
  const answers = await publish()
  expect(answers).toEqual(endpoints.map(({ url }) => ({ messageId: expect.stringMatching(/^msg_/), url })))
  expect(await publish()).toEqual(answers.map((answer) => ({ ...answer, deduplicated: true })))
  const letter = await until(async () => (await client.dlq.listMessages({ filter: { urlGroup: 'sold' } })).messages[0])
  expect(letter).toMatchObject({ urlGroup: 'sold', endpointName: '2', messageId: answers[1]?.messageId })
  await until(() => world.received.length === 2)
  for (const { headers, body } of world.received) {
    expect(headers.get('upstash-topic-name')).toBe('sold')
    expect(body.toString()).toBe('{"n":1}')
  }
  const { logs } = await client.logs({ filter: { urlGroup: 'sold', state: 'CREATED' } })
  expect(new Set(logs.map(({ endpointName }) => endpointName))).toEqual(new Set(['1', '2']))

  // Into a queue, and in a batch where it answers with a list of its own.
  await client.queue({ queueName: 'q' }).enqueue({ urlGroup: 'sold', body: 'x' })
  const batch = await client.batchJSON([
    { urlGroup: 'sold', body: { n: 2 } },
    { url: `${world.destination}/3`, body: { n: 3 } },
  ])
  expect(batch).toEqual([[expect.anything(), expect.anything()], { messageId: expect.any(String) }])
  await until(() => world.received.some(({ path }) => path === '/3'))
})

test('a group that is not there or is empty takes nothing', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  await expect(client.publish({ urlGroup: 'none', body: 'x' })).rejects.toMatchObject({ status: 404 })
  await client.urlGroups.addEndpoints({ name: 'some', endpoints: [{ url: world.destination }] })
  await client.urlGroups.removeEndpoints({ name: 'some', endpoints: [{ url: world.destination }] })
  await expect(client.publish({ urlGroup: 'some', body: 'x' })).rejects.toMatchObject({ status: 400 })
})

test('a group cannot multiply a body beyond what may be stored at once', async () => {
  await using world = await World.start()
  const { client, load } = await world.courier()
  const endpoints = Array.from({ length: 40 }, (_, n) => ({ url: `${world.destination}/${n}` }))
  await client.urlGroups.addEndpoints({ name: 'many', endpoints })
  await expect(client.publish({ urlGroup: 'many', body: 'x'.repeat(1024 * 1024) })).rejects.toMatchObject({
    status: 413,
  })
  expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 0, nextAt: null })
  const more = Array.from({ length: 61 }, (_, n) => ({ url: `${world.destination}/more/${n}` }))
  await expect(client.urlGroups.addEndpoints({ name: 'many', endpoints: more })).rejects.toMatchObject({ status: 400 })
  expect((await client.urlGroups.get('many')).endpoints).toHaveLength(40)
})
