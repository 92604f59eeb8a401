import { decide } from '#selfhost/courier/backoff'
import { readDraft } from '#selfhost/courier/draft'
import type { Draft } from '#selfhost/courier/message'
import { createSign, type Sign } from '#selfhost/courier/signature'
import { problems } from '#shared/http/problem'
import { destinationOf } from '#shared/qstash/publish'
import type { Chance } from './chance.ts'
import type { Simulated } from './store.ts'
import { MINUTE, type Time } from './time.ts'

/** A message the broker has taken and not yet got rid of. */
export type Letter = {
  id: string
  to: Simulated
  draft: Draft
  retried: number
  /** When it may be delivered next, in milliseconds. */
  due: number
  /** How often it is under way right now. */
  flying: number
  over: boolean
}

type DeadLetter = { letter: Letter; status: number | undefined }

/** What a delivery came to, as the broker sees it. `undefined`: nobody answered. */
export type Answer = { status: number; headers: Headers } | undefined

const DEDUPLICATION_MS = 10 * MINUTE

export const SIGNING = { current: 'sig_simulation_current', next: 'sig_simulation_next' }
export const destination = 'https://store.sim/api/{service}/messages'

const json = (body: unknown, status = 200) => Response.json(body, { status })

/**
 * A broker that speaks QStash's API as far as the store's publisher and its sweep do, over letters in memory and the run's own
 * time. It keeps its promises: what it said it took is tried until it was accepted, or lies with the dead letters after its
 * last try. What it delivers when, how often and in which order is whoever runs it that decides.
 */
export const createBus = async (time: Time, chance: Chance, names: readonly Simulated[]) => {
  const urls = new Map(names.map((name) => [destinationOf(destination, name), name]))
  const allow = [...urls.keys()].map((url) => new URL(url).origin)
  const signs: Record<'current' | 'next' | 'stranger', Sign> = {
    current: await createSign(SIGNING.current),
    next: await createSign(SIGNING.next),
    stranger: await createSign('sig_of_a_stranger_who_guesses'),
  }
  let serial = 0
  let letters: Letter[] = []
  let dead: DeadLetter[] = []
  /** Delivered ones, for those that come again long after. */
  const delivered: Letter[] = []
  const taken = new Map<string, number>()

  const put = (draft: Draft, retried = 0): Letter => {
    const to = urls.get(draft.url)
    if (!to) throw new Error(`nobody lives at ${draft.url}`)
    const due = 'notBefore' in draft.when ? draft.when.notBefore * 1000 : time.now() + draft.when.delayMs
    const letter = { id: `msg_${++serial}`, to, draft, retried, due: Math.max(due, time.now()), flying: 0, over: false }
    letters.push(letter)
    return letter
  }

  const accept = (draft: Draft): string => {
    // Whoever writes to people is beyond the simulation's edge: nothing else waits for what they do.
    if (draft.url === destinationOf(destination, 'notifications')) return 'msg_beyond'
    const { deduplicationId: id } = draft
    const last = id === undefined ? undefined : taken.get(id)
    if (id !== undefined && last !== undefined && last > time.now() - DEDUPLICATION_MS) return `msg_of_${id}`
    if (id !== undefined) taken.set(id, time.now())
    return put(draft).id
  }

  const batch = (items: { destination: string; headers: Record<string, string>; body: string }[]) =>
    items.map((item) => ({
      messageId: accept(
        readDraft(
          { url: item.destination, topicName: null, endpointName: null, queue: undefined },
          new Headers(item.headers),
          new TextEncoder().encode(item.body),
          allow,
        ),
      ),
    }))

  const listed = (url: string | null) =>
    dead
      .filter(({ letter }) => url === null || letter.draft.url === url)
      .map(({ letter, status }) => ({ dlqId: letter.id, ...(status === undefined ? {} : { responseStatus: status }) }))

  const revive = (ids: readonly string[]) => {
    const back = dead.filter(({ letter }) => ids.includes(letter.id))
    dead = dead.filter((letter) => !back.includes(letter))
    return back.map(({ letter }) => ({ messageId: put({ ...letter.draft, when: { delayMs: 0 } }).id }))
  }

  return {
    /** QStash's API. */
    answer: async (request: Request): Promise<Response> => {
      const url = new URL(request.url)
      switch (`${request.method} ${url.pathname}`) {
        case 'POST /v2/batch':
          return json(batch(await request.json()))
        case 'GET /v2/dlq':
          return json({ messages: listed(url.searchParams.get('url')) })
        case 'POST /v2/dlq/retry':
          return json({ responses: revive(url.searchParams.getAll('dlqIds')) }, 201)
        default:
          return json({ error: `this broker does not do ${request.method} ${url.pathname}` }, 501)
      }
    },

    due: () => letters.filter(({ due, flying }) => flying === 0 && due <= time.now()),
    flying: () => letters.filter(({ flying }) => flying > 0),
    delivered: (): readonly Letter[] => delivered,
    nextDue: () => letters.reduce((next, { due }) => Math.min(next, due), Number.POSITIVE_INFINITY),
    waiting: () => letters.length,
    deadLetters: () => dead.map(({ letter, status }) => ({ id: letter.id, to: letter.to, status })),
    /** Dead letters that a sweep should have asked for again. */
    neglected: () => dead.filter(({ status }) => status !== problems['never-acceptable'].status).length,

    put,

    /** A delivery as it goes over the wire. `spoilt`: its body is changed on the way, after it was signed. */
    request: async (
      { draft }: Letter,
      signedBy: keyof typeof signs = chance.happens(0.2) ? 'next' : 'current',
      spoilt = false,
    ) => {
      const body = spoilt ? Uint8Array.from(draft.body, (byte, at) => (at === 9 ? byte ^ 1 : byte)) : draft.body
      const signature = await signs[signedBy](draft.url, draft.body)
      return new Request(draft.url, {
        method: 'POST',
        headers: { ...draft.headers, 'upstash-signature': signature },
        body,
      })
    },

    /** What becomes of a letter once it was answered. */
    answered: (letter: Letter, answer: Answer) => {
      letter.flying = Math.max(0, letter.flying - 1)
      if (letter.over) return
      if (answer && answer.status >= 200 && answer.status < 300) {
        letter.over = true
        letters = letters.filter((other) => other !== letter)
        delivered.push(letter)
        return
      }
      const after = Number(answer?.headers.get('retry-after') ?? Number.NaN)
      const pause = decide(
        { retried: letter.retried, maxRetries: letter.draft.maxRetries, retryDelay: letter.draft.retryDelay ?? null },
        {
          kind: 'failed',
          error: 'not accepted',
          response: answer && { status: answer.status, headers: {}, body: new Uint8Array() },
          hopeless: answer?.status === problems['never-acceptable'].status,
          retryAfterMs: Number.isNaN(after) ? undefined : after * 1000,
        },
      )
      if (pause !== 'never') {
        letter.retried++
        letter.due = time.now() + pause
        return
      }
      letter.over = true
      letters = letters.filter((other) => other !== letter)
      dead.push({ letter, status: answer?.status })
    },

    /** A message the broker says it has, and has not any more. */
    lose: (letter: Letter) => {
      letter.over = true
      letters = letters.filter((other) => other !== letter)
    },
  }
}

export type Bus = Awaited<ReturnType<typeof createBus>>
