import { Client } from '@upstash/qstash'
import { problems } from '#shared/http/problem'
import type { Log } from '#shared/log'
import type { ServiceName } from '#shared/messages/envelope'
import { destinationOf, type QstashConfig } from '#shared/qstash/publish'

/**
 * Has what the broker gave up on delivered again, and returns how many messages that were, and how many lie there because
 * they were refused for good. Never rejects.
 */
export type Redeliver = () => Promise<{ redelivered: number; refused: number }>

const PAGES = 10

/**
 * The broker is patient for a quarter of a minute; services are away for longer than that. Then a message lies with the dead
 * letters, and all later ones of its aggregate with it, because they wait for it. What was refused for good stays there for
 * an operator; everything else is asked for once more by each sweep. Hearing twice is harmless.
 */
export const createRedeliver = (config: QstashConfig, service: ServiceName, log: Log): Redeliver => {
  const client = new Client({ baseUrl: config.url, token: config.token, enableTelemetry: false, retry: { retries: 0 } })
  const filter = { url: destinationOf(config.destination, service) }

  const redeliver = async () => {
    let [redelivered, refused] = [0, 0]
    let cursor: string | undefined
    for (let page = 0; page < PAGES; page++) {
      const found = await client.dlq.listMessages({ filter, count: 100, ...(cursor ? { cursor } : {}) })
      const dlqIds = found.messages
        .filter((letter) => letter.responseStatus !== problems['never-acceptable'].status)
        .map((letter) => letter.dlqId)
      if (dlqIds.length > 0) await client.dlq.retry({ dlqIds })
      redelivered += dlqIds.length
      refused += found.messages.length - dlqIds.length
      cursor = found.cursor
      if (!cursor) break
    }
    return { redelivered, refused }
  }
  return () =>
    redeliver().catch((error: unknown) => {
      log('warn', 'the dead letters could not be looked through', { error })
      return { redelivered: 0, refused: 0 }
    })
}
