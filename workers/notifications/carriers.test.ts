import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMail, type MailStandIn } from '#local/mail/mail'
import { type Served, serve } from '#local/serve'
import { selfSigned } from '../../tests/setup/certificate.ts'
import { createHttpCarrier } from './http-carrier.ts'
import { MailConfig, SelfHostedMailConfig } from './mail-config.ts'
import { createSmtpCarrier } from './smtp-carrier.ts'

const from = 'Holdfast <tickets@tickets.test>'
const mail = (to: string, key = crypto.randomUUID()) => ({
  ...{ key, to, subject: 'Dein Konto wurde geändert', text: 'Ein Gruß\n', html: '<p>Ein Gruß</p>' },
})

describe('by HTTP', () => {
  let box: MailStandIn
  let served: Served
  const carrier = (token = 're_1', url = served.url) => createHttpCarrier({ by: 'http', url, token, from })

  beforeAll(async () => {
    box = createMail({ token: 're_1' })
    served = await serve(box.fetch)
  })
  afterAll(() => served.stop())

  test('a mail is taken once, however often it is sent under its key', async () => {
    const one = mail('ada@example.com')
    for (let times = 0; times < 3; times++) expect(await carrier().send(one)).toEqual({ outcome: 'sent' })
    // Another text under the same key is the same mail: only one that was taken binds it.
    expect(await carrier().send({ ...one, text: 'Regards' })).toEqual({ outcome: 'sent' })
    expect(box.sentTo('ada@example.com')).toMatchObject([{ subject: one.subject, text: one.text, from, key: one.key }])
  })

  test('an address that nobody will write to is refused for good', async () => {
    expect(await carrier().send(mail('ada@refused.example'))).toEqual({
      outcome: 'refused',
      why: '422 validation_error Invalid `to` field',
    })
  })

  test('a wrong key, and nobody there, are for somebody to mend: the mail waits', async () => {
    expect(await carrier('re_2').send(mail('a@example.com'))).toMatchObject({
      outcome: 'later',
      why: expect.stringMatching(/invalid_api_key/),
    })
    expect(await carrier('re_1', 'http://127.0.0.1:9').send(mail('a@example.com'))).toMatchObject({ outcome: 'later' })
    expect(box.sentTo('a@example.com')).toEqual([])
  })

  test('who says when to come back is not asked before', async () => {
    const busy = await serve(() =>
      Response.json({ name: 'rate_limit_exceeded' }, { status: 429, headers: { 'retry-after': '7' } }),
    )
    expect(await carrier('re_1', busy.url).send(mail('a@example.com'))).toEqual({
      ...{ outcome: 'later', why: '429 rate_limit_exceeded', afterMs: 7000 },
    })
    await busy.stop()
  })
})

type Received = { from: string; to: string[]; text: string; secure: boolean }

/** An SMTP server on loopback that lets holdfast:secret in, and what it was given. */
const startSmtp = async (options: SMTPServerOptions) => {
  const received: Received[] = []
  const refusal = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code })
  const server = new SMTPServer({
    ...options,
    onAuth: ({ username, password }, _session, done) =>
      username === 'holdfast' && password === 'secret'
        ? done(null, { user: username })
        : done(refusal(535, 'who are you')),
    onRcptTo: ({ address }, _session, done) => {
      if (address.startsWith('nobody@')) return done(refusal(550, 'no such mailbox'))
      if (address.startsWith('full@')) return done(refusal(452, 'mailbox full'))
      done()
    },
    onData: (stream, { envelope, secure }, done) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk
      })
      stream.on('end', () => {
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({ from: sender, to: envelope.rcptTo.map(({ address }) => address), text, secure })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Who turns away in the middle of a handshake is what is being tried.
  server.on('error', () => {})
  return {
    received,
    url: `smtp://holdfast:secret@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

describe('by SMTP', () => {
  let server: Awaited<ReturnType<typeof startSmtp>>
  let received: Received[]
  const carrier = (password = 'secret') =>
    createSmtpCarrier({ by: 'smtp', url: server.url.replace('secret', password), tls: 'off', from })

  beforeAll(async () => {
    server = await startSmtp({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    received = server.received
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('a mail arrives with its text and HTML, under a name that its key decides', async () => {
    const one = mail('ada@example.com')
    expect(await carrier().send(one)).toEqual({ outcome: 'sent' })
    expect(await carrier().send(one)).toEqual({ outcome: 'sent' })
    expect(received).toHaveLength(2)
    const [first] = received
    expect(first).toMatchObject({ from: 'tickets@tickets.test', to: ['ada@example.com'] })
    expect(first?.text).toContain('From: Holdfast <tickets@tickets.test>')
    expect(first?.text).toContain('multipart/alternative')
    expect(first?.text).toContain('Auto-Submitted: auto-generated')
    const names = received.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]?.trim())
    expect(names[0]).toMatch(/^<[0-9a-f]{32}@tickets\.test>$/)
    expect(names[1]).toBe(names[0])
  })

  test('a mailbox that does not exist is refused for good; a full one, and a wrong password, may be mended', async () => {
    expect(await carrier().send(mail('nobody@example.com'))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/no such mailbox/),
    })
    expect(await carrier().send(mail('full@example.com'))).toMatchObject({
      outcome: 'later',
      why: expect.stringMatching(/mailbox full/),
    })
    expect(await carrier('wrong').send(mail('ada@example.com'))).toMatchObject({ outcome: 'later' })
    const closed = createSmtpCarrier({ by: 'smtp', url: 'smtp://127.0.0.1:9', tls: 'required', from })
    expect(await closed.send(mail('ada@example.com'))).toMatchObject({ outcome: 'later' })
  })
})

describe('by SMTP, what is in a mail is not sent in clear', () => {
  test('a server that offers no STARTTLS is given nothing, however much it would take; the mail waits', async () => {
    await using server = await startSmtp({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    const carrier = createSmtpCarrier({ by: 'smtp', url: server.url, tls: 'required', from })
    expect(await carrier.send(mail('ada@example.com'))).toEqual({
      outcome: 'later',
      why: expect.stringMatching(/^the server offers no STARTTLS, and nothing is sent in clear/),
    })
    expect(server.received).toEqual([])
  })

  test('one that offers it has to prove who it is, and then gets the mail by it', async () => {
    const certificate = selfSigned()
    await using server = await startSmtp({ ...certificate, allowInsecureAuth: false })
    const carrier = createSmtpCarrier({ by: 'smtp', url: server.url, tls: 'required', from })
    expect(await carrier.send(mail('ada@example.com'))).toEqual({
      outcome: 'later',
      why: expect.stringMatching(/self-signed certificate/),
    })
    const trusted = getCACertificates()
    setDefaultCACertificates([...trusted, certificate.cert])
    try {
      expect(await carrier.send(mail('ada@example.com'))).toEqual({ outcome: 'sent' })
    } finally {
      setDefaultCACertificates(trusted)
    }
    expect(server.received).toMatchObject([{ to: ['ada@example.com'], secure: true }])
  })
})

describe('what must be configured', () => {
  const named = { MAIL_FROM: from }
  test.each([
    [{ ...named, MAIL_URL: 'https://api.resend.com' }, 'MAIL_TOKEN'],
    [{ ...named, MAIL_URL: 'smtp://mail.example.com' }, 'MAIL_URL'],
    [{ ...named, MAIL_URL: 'resend' }, 'MAIL_URL'],
    [{ MAIL_URL: 'none', MAIL_FROM: 'Holdfast' }, 'MAIL_FROM'],
    [{ MAIL_URL: 'none', MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }, 'MAIL_FROM'],
  ])('%j names %s', (env, variable) => {
    expect(MailConfig.safeParse(env).error?.issues.map(({ path }) => path[0])).toEqual([variable])
  })

  test('SMTP is for those who host themselves', () => {
    const env = { ...named, MAIL_URL: 'smtps://user:word@mail.example.com:465' }
    expect(SelfHostedMailConfig.parse(env)).toEqual({ by: 'smtp', url: env.MAIL_URL, tls: 'from-the-start', from })
    expect(SelfHostedMailConfig.parse({ ...named, MAIL_URL: 'none' })).toEqual({ by: 'none' })
  })

  test.each([
    ['smtp://user:word@mail.example.com:587', 'required'],
    ['smtp://127.0.0.1:2525', 'required'],
    ['smtp://127.0.0.1:2525?tls=off', 'off'],
    ['smtp://[::1]:2525?tls=off', 'off'],
    ['smtp://postfix?tls=off', 'off'],
    ['smtp://postfix.mail.svc?tls=off', 'off'],
    ['smtp://10.0.3.4?tls=off', 'off'],
  ])('%s: TLS is %s', (url, tls) => {
    const env = { ...named, MAIL_URL: url }
    expect(SelfHostedMailConfig.parse(env)).toEqual({ by: 'smtp', url: url.replace('?tls=off', ''), tls, from })
  })

  test.each([
    'smtp://mail.example.com?tls=off',
    'smtp://134744072?tls=off',
    'smtp://8.8.8.8?tls=off',
    'smtp://[2001:db8::1]?tls=off',
    'smtp://127.0.0.1.example.com?tls=off',
    'smtps://postfix?tls=off',
    'smtp://mail.example.com?ignoreTLS=true',
    'smtp://postfix?tls=off&tls.rejectUnauthorized=false',
    'smtp://mail.example.com?tls=',
    'smtp://mail.example.com#?tls=off',
    'smtp://user#word@mail.example.com',
    'smtps://mail.example.com:465#',
    'smtp://',
  ])('%s is not how mail leaves', (url) => {
    const issues = SelfHostedMailConfig.safeParse({ ...named, MAIL_URL: url }).error?.issues
    expect(issues?.map(({ path }) => path[0])).toEqual(['MAIL_URL'])
  })
})
