import type pg from 'pg'
import * as z from 'zod'
import { readBody } from '../body.ts'
import { Refusal } from '../refusal.ts'
import { transaction } from './database.ts'
import { MAX_BODY_BYTES, readDraft, type Target } from './draft.ts'
import { readName } from './flow-control.ts'
import { readJson } from './json.ts'
import { type Draft, toMessageId } from './message.ts'
import { insert, needsTransaction, type Stored } from './store.ts'
import { endpointsOf } from './url-groups.ts'

export type Publishing = { pool: pg.Pool; allow: readonly string[]; wake(): void }

const MAX_BATCH_BYTES = 32 * MAX_BODY_BYTES
const MAX_BATCH_ITEMS = 1000
const MAX_MESSAGES = 10_000

const Batch = z
  .array(
    z.object({
      destination: z.string(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().default(''),
      queue: z.string().optional(),
    }),
  )
  .max(MAX_BATCH_ITEMS)

/** Stores the messages in one transaction; whoever is told so can rely on it. Throws `Refusal` 413 for too much at once. */
const accept = async ({ pool, wake }: Publishing, drafts: readonly Draft[]): Promise<Map<Draft, Stored>> => {
  // A URL group multiplies what it is given.
  if (
    drafts.reduce((bytes, { body }) => bytes + body.byteLength, 0) > MAX_BATCH_BYTES ||
    drafts.length > MAX_MESSAGES
  ) {
    throw new Refusal(413, `this is more than ${MAX_MESSAGES} messages or ${MAX_BATCH_BYTES} bytes at once`)
  }
  const stored = needsTransaction(drafts)
    ? await transaction(pool, (tx) => insert(tx, drafts))
    : await insert(pool, drafts)
  wake()
  return stored
}

/** The messages that one publish means: one for an address, one for each endpoint of a URL group. */
const readDrafts = async (
  { pool, allow }: Publishing,
  destination: string,
  queue: string | undefined,
  headers: Headers,
  body: Uint8Array<ArrayBuffer>,
): Promise<Draft[]> => {
  if (queue !== undefined) readName('the name of a queue', queue)
  const targets: Target[] = []
  if (/^https?:/i.test(destination)) targets.push({ url: destination, topicName: null, endpointName: null, queue })
  else if (/^[\w.-]+$/.test(destination)) {
    for (const { url, name } of await endpointsOf(pool, destination)) {
      targets.push({ url, topicName: destination, endpointName: name, queue })
    }
  } else throw new Refusal(501, 'this courier does not do APIs; publish to an address or a URL group')
  return targets.map((target) => readDraft(target, headers, body, allow))
}

type Shown = { messageId: string; url?: string; deduplicated?: true }

/** One message as it was accepted; a group is answered with a list. */
const show = (drafts: readonly Draft[], stored: Map<Draft, Stored>): Shown | Shown[] => {
  const shown = drafts.map((draft) => {
    const done = stored.get(draft)
    if (!done) throw new Error('a stored message was lost')
    return {
      messageId: toMessageId(done.id),
      ...(draft.topicName !== null && { url: draft.url }),
      ...(done.duplicate && { deduplicated: true as const }),
    }
  })
  return shown[0] && drafts[0]?.topicName === null ? shown[0] : shown
}

/**
 * Takes one message whose destination is the raw rest of the path after `prefix`: it has slashes and a query of its own, which no
 * router may touch. Throws `Refusal` for what is wrong with it.
 */
export const publishOne = async (publishing: Publishing, request: Request, prefix: string, queue?: string) => {
  const destination = request.url.slice(request.url.indexOf(prefix) + prefix.length)
  const body = await readBody(request, MAX_BODY_BYTES)
  if (!body) throw new Refusal(413, `the body is over ${MAX_BODY_BYTES} bytes`)
  const drafts = await readDrafts(publishing, destination, queue, request.headers, body)
  const stored = await accept(publishing, drafts)
  return { answer: show(drafts, stored), fresh: drafts.some((draft) => stored.get(draft)?.duplicate === false) }
}

const readItem = async (publishing: Publishing, item: z.infer<typeof Batch>[number]) => {
  try {
    const body = new TextEncoder().encode(item.body)
    return await readDrafts(publishing, item.destination, item.queue, new Headers(item.headers), body)
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message }
    // `Headers` refuses names and values that HTTP cannot carry.
    if (error instanceof TypeError) return { error: `the headers are not valid: ${error.message}` }
    throw error
  }
}

/** Takes a batch; an item that is refused answers `{error}` in its place and the others are stored all the same. */
export const publishBatch = async (publishing: Publishing, request: Request) => {
  const parsed = Batch.safeParse(await readJson(request, MAX_BATCH_BYTES))
  if (!parsed.success) throw new Refusal(400, `the batch is not as expected: ${z.prettifyError(parsed.error)}`)
  const items = []
  for (const item of parsed.data) items.push(await readItem(publishing, item))
  const stored = await accept(
    publishing,
    items.flatMap((item) => ('error' in item ? [] : item)),
  )
  return items.map((item) => ('error' in item ? item : show(item, stored)))
}
