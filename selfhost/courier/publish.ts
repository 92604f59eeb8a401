import type pg from 'pg'
import * as z from 'zod'
import { readBody } from '../body.ts'
import { Refusal } from '../refusal.ts'
import { transaction } from './database.ts'
import { MAX_BODY_BYTES, readDraft } from './draft.ts'
import type { Jobs } from './jobs.ts'
import { type Draft, toMessageId } from './message.ts'
import { insert, type Stored } from './store.ts'

export type Publishing = { pool: pg.Pool; jobs: Jobs; allow: readonly string[]; wake(): void }

const PREFIX = '/v2/publish/'
const MAX_BATCH_BYTES = 32 * MAX_BODY_BYTES

const Batch = z.array(
  z.object({
    destination: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().default(''),
    queue: z.string().optional(),
  }),
)

const show = ({ id, duplicate }: Stored): { messageId: string; deduplicated?: true } => ({
  messageId: toMessageId(id),
  ...(duplicate && { deduplicated: true }),
})

/** Stores the messages and the jobs of those already due in one transaction; whoever is told so can rely on it. */
const accept = async ({ pool, jobs, wake }: Publishing, drafts: readonly Draft[]): Promise<Map<Draft, Stored>> => {
  // Everybody takes deduplication ids in the same order, so that two batches cannot wait for each other.
  const ordered = drafts.toSorted((a, b) => ((a.deduplicationId ?? '') < (b.deduplicationId ?? '') ? -1 : 1))
  const stored = await transaction(pool, async (tx) => {
    const done = new Map<Draft, Stored>()
    for (const draft of ordered) done.set(draft, await insert(tx, draft))
    const due = [...done].filter(([, { due }]) => due)
    await jobs.add(
      tx,
      due.map(([{ timeoutMs }, { id }]) => ({ id, timeoutMs })),
    )
    return done
  })
  wake()
  return stored
}

/** Takes one message whose destination is the raw rest of the path. Throws `Refusal` for what is wrong with it. */
export const publishOne = async (publishing: Publishing, request: Request) => {
  // From the address as it came: the destination has slashes and a query of its own, which no router may touch.
  const url = request.url.slice(request.url.indexOf(PREFIX) + PREFIX.length)
  const body = await readBody(request, MAX_BODY_BYTES)
  if (!body) throw new Refusal(413, `the body is over ${MAX_BODY_BYTES} bytes`)
  const draft = readDraft(url, request.headers, body, publishing.allow)
  const stored = (await accept(publishing, [draft])).get(draft)
  if (!stored) throw new Error('a stored message was lost')
  return show(stored)
}

const readItem = (item: z.infer<typeof Batch>[number], allow: readonly string[]): Draft | { error: string } => {
  try {
    if (item.queue !== undefined) throw new Refusal(501, 'this courier does not do queues')
    const body = new TextEncoder().encode(item.body)
    return readDraft(item.destination, new Headers(item.headers), body, allow)
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message }
    // `Headers` refuses names and values that HTTP cannot carry.
    if (error instanceof TypeError) return { error: `the headers are not valid: ${error.message}` }
    throw error
  }
}

/** Takes a batch; an item that is refused answers `{error}` in its place and the others are stored all the same. */
export const publishBatch = async (publishing: Publishing, request: Request) => {
  const bytes = await readBody(request, MAX_BATCH_BYTES)
  if (!bytes) throw new Refusal(413, `the batch is over ${MAX_BATCH_BYTES} bytes`)
  const parsed = Batch.safeParse(parseJson(new TextDecoder().decode(bytes)))
  if (!parsed.success) throw new Refusal(400, `the batch is not as expected: ${z.prettifyError(parsed.error)}`)
  const items = parsed.data.map((item) => readItem(item, publishing.allow))
  const stored = await accept(
    publishing,
    items.filter((item): item is Draft => !('error' in item)),
  )
  return items.map((item) => {
    if ('error' in item) return item
    const done = stored.get(item)
    if (!done) throw new Error('a stored message was lost')
    return show(done)
  })
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the batch is not JSON')
  }
}
