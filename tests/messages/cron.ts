import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { speakers } from '#shared/messages/services'

/** A minute passes, and what cron does then is done and has come to rest. */
export const minute = async (network: Network) => {
  await network.advance({ minutes: 1 })
  await network.sweep()
  await network.settle()
}

/** Lets minutes pass until it is so; which minute that was, or undefined when it is not so after `most` of them. */
export const minutesUntil = async (network: Network, isSo: () => Promise<boolean>, most = 5) => {
  for (let passed = 1; passed <= most; passed++) {
    await minute(network)
    if (await isSo()) return passed
  }
  return undefined
}

/** Messages that were published and that nobody has said they heard, as `type`. */
export const unheard = async ({ database }: Network) => {
  const rows = await admin<{ type: string }>(
    database,
    speakers
      .map((schema) => `select type from ${schema}.outbox where published_at is null or heard_at is null`)
      .join(' union all '),
  )
  return rows.map(({ type }) => type).toSorted()
}

/** Every message that one service told and another should know, and does not: has to be empty once the world is at rest. */
export const unknown = async ({ database }: Network) => {
  const pairs = [
    ['tickets', 'orders'],
    ['orders', 'payments'],
    ['payments', 'orders'],
    // What is about an account, and not about money, is for those who let people sell.
    ['payments', 'tickets'],
  ] as const
  const isAbout = { orders: `like 'pay%'`, payments: `like '%'`, tickets: `like 'acc%'` }
  const rows = await admin<{ type: string }>(
    database,
    pairs
      .map(
        ([speaker, listener]) =>
          `select o.type from ${speaker}.outbox o left join ${listener}.heard h on h.aggregate = o.aggregate
           where coalesce(h.version, 0) < o.version and o.aggregate ${speaker === 'payments' ? isAbout[listener] : isAbout.payments}`,
      )
      .join(' union all '),
  )
  return rows.map(({ type }) => type).toSorted()
}

/** The alerts that were raised, by name. */
export const alertsIn = (lines: readonly string[]) =>
  lines.flatMap((line) => /"alert":"([a-z-]+)"/.exec(line)?.[1] ?? [])
