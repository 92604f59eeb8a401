import { randomBytes } from 'node:crypto'
import { createMail } from '#local/mail/mail'
import { admin } from '#local/postgres'
import { serve } from '#local/serve'
import { createSign } from '#selfhost/courier/signature'
import { destinationOf } from '#shared/qstash/publish'
import { createApp } from '#workers/notifications/app'
import { connect, type Deps } from '#workers/notifications/deps'
import { Env } from '#workers/notifications/env'
import { carrierByHttp } from '#workers/notifications/http-carrier'
import { frontDoor, PUBLIC_URL, quiet, testDatabase, testPeople } from './service.ts'

const SIGNING_KEY = 'sig_current_of_the_suite'

/** Notifications on a database of its own, writing to mailboxes of its own. `tamper` takes a guard out. */
export const startNotifications = async (tamper: (deps: Deps) => Deps = (deps) => deps) => {
  const database = await testDatabase()
  const people = await testPeople()
  const mail = createMail({ token: 're_test' })
  const served = await serve(mail.fetch)
  const config = Env.parse({
    PUBLIC_URL,
    NOTIFICATIONS_DATABASE_URL: database.url,
    MESSAGES_URL: `${PUBLIC_URL}/api/{service}/messages`,
    // Nobody listens here: there is no broker and no auth.
    ...{ QSTASH_URL: 'http://127.0.0.1:9', QSTASH_TOKEN: 'none', AUTH: 'http://127.0.0.1:9' },
    ...{ QSTASH_CURRENT_SIGNING_KEY: SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY: 'sig_next_of_the_suite' },
    INTERNAL_TOKEN: randomBytes(32).toString('hex'),
    LINK_SECRET: randomBytes(32).toString('base64url'),
    ...{ MAIL_URL: served.url, MAIL_TOKEN: 're_test', MAIL_FROM: 'Holdfast <tickets@tickets.test>' },
  })
  const start = () =>
    tamper({
      ...connect(config, database.connect('notifications', 10), carrierByHttp),
      ...{ verify: people.verify, log: quiet },
      // There are no dead letters where nothing is published.
      redeliver: async () => ({ redelivered: 0, refused: 0 }),
    })
  const deps = start()
  const door = frontDoor(createApp(deps))
  const sign = await createSign(SIGNING_KEY)
  return {
    ...door,
    ...{ database, people, mail, deps, config },
    /** Another process of the same service. */
    another: start,
    /** The broker delivers a message, signed as it should be, and what follows is waited for. */
    deliver: async (told: unknown, signature?: string) => {
      const body = JSON.stringify(told)
      const url = destinationOf(config.qstash.destination, 'notifications')
      const headers = { 'upstash-signature': signature ?? (await sign(url, new TextEncoder().encode(body))) }
      const answer = await door.send('POST', '/api/notifications/messages', body, headers)
      await door.settled()
      return answer
    },
    /** As if so much time had passed for everything that was written. */
    later: async (interval: string) => {
      await admin(
        database.url,
        `update notifications.mails set created_at = created_at - $1::interval,
        due_at = due_at - $1::interval, claimed_until = claimed_until - $1::interval, closed_at = closed_at - $1::interval,
        useless_at = useless_at - $1::interval`,
        [interval],
      )
    },
    [Symbol.asyncDispose]: async () => {
      await served.stop()
      await database[Symbol.asyncDispose]()
    },
  }
}
