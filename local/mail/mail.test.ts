import { expect, test } from 'vitest'
import { createMail } from '#local/mail/mail'

const mail = (to: string, html = '<p>Hello</p>') => ({
  from: 'a@b.example',
  to: [to],
  subject: 'Hello',
  text: 'See https://store.test/x',
  html,
})
const post = (box: ReturnType<typeof createMail>, body: unknown, headers: Record<string, string> = {}) =>
  box.fetch(
    new Request('http://mail.test/emails', {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { authorization: 'Bearer re_1', 'content-type': 'application/json', ...headers },
    }),
  )
const get = async (box: ReturnType<typeof createMail>, path: string) =>
  box.fetch(new Request(`http://mail.test${path}`))

test('it answers as Resend does: one mail a key, and errors by their names', async () => {
  const box = createMail({ token: 're_1' })
  const key = { 'idempotency-key': 'one' }
  const first = await (await post(box, mail('ada@example.com'), key)).json()
  expect(await (await post(box, mail('ada@example.com'), key)).json()).toEqual(first)
  expect(box.sentTo('Ada@example.com')).toHaveLength(1)
  const refusals: [Response, number, string][] = [
    [await post(box, mail('bob@example.com'), key), 409, 'invalid_idempotent_request'],
    [await post(box, mail('bob@example.com'), { authorization: 'Bearer re_2' }), 403, 'invalid_api_key'],
    [await post(box, { ...mail('bob@example.com'), subject: undefined }), 422, 'missing_required_field'],
    [await post(box, mail('bob')), 422, 'validation_error'],
    [await post(box, mail('bob@example.com'), { 'idempotency-key': 'k'.repeat(257) }), 400, 'invalid_idempotency_key'],
  ]
  for (const [answer, status, name] of refusals) {
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ statusCode: status, name, message: expect.any(String) })
  }
  expect(box.sentTo('bob@example.com')).toEqual([])
})

test('the pages show what was sent, and a mail in them can do nothing', async () => {
  const box = createMail({ token: 're_1' })
  const evil = '<script>alert(1)</script><p>Hi</p>'
  await post(box, { ...mail('ada@example.com', evil), subject: '<b>Bold</b>' })
  const [sent] = box.sentTo()
  const list = await (await get(box, '/')).text()
  expect(list).toContain('&lt;b&gt;Bold&lt;/b&gt;')
  expect(await (await get(box, '/?to=bob@example.com')).text()).toContain('No mail yet')
  const page = await (await get(box, `/mails/${sent?.id}`)).text()
  expect(page).toContain('href="https://store.test/x"')
  expect(page).toMatch(/<iframe [^>]*sandbox src=/)
  expect(page).not.toContain('<script')
  const shown = await get(box, `/mails/${sent?.id}/html`)
  expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
  expect(await shown.text()).toBe(evil)
  expect((await get(box, '/mails/nothing')).status).toBe(404)
})

test('it keeps so many and no more', async () => {
  const box = createMail({ token: 're_1' })
  for (let n = 0; n < 310; n++) await post(box, mail(`p${n}@example.com`))
  expect(box.sentTo()).toHaveLength(300)
  expect(box.sentTo('p9@example.com')).toEqual([])
  expect(box.sentTo('p309@example.com')).toHaveLength(1)
  expect((await post(box, mail('a@example.com', 'x'.repeat(100_001)))).status).toBe(413)
})
