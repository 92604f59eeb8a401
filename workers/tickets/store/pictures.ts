import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { KeptPicture } from '../artwork.ts'
import type { Picture, PictureId, PictureType } from '../picture.ts'

const of = (column: 'picture' | 'picture_small') =>
  sql`(select jsonb_build_object('id', p.id, 'width', p.width, 'height', p.height)
    from tickets.pictures p where p.id = e.${sql.identifier(column)})`

/** What an event `e` shows, without the bytes. */
export const artwork = sql`case when e.picture is null then null
  else jsonb_build_object('large', ${of('picture')}, 'small', ${of('picture_small')}, 'alt', e.picture_alt) end`

/** Pictures one account may send in an hour: twenty, each in two sizes. */
const MOST_AN_HOUR = 40
/** Pictures of one account that are kept at a time: those of five hundred events, each in two sizes. */
export const MOST_KEPT = 1000
/** What one sweep forgets. */
const BATCH = 200

export type PictureStore = ReturnType<typeof pictureStore>

// As base64, because bytes travel as text in Neon's protocol, and hexadecimal would be half as much again.
export const pictureStore = (db: Db) => ({
  /**
   * Keeps a picture; the same one again is the same row, and counts. Else says why not: in how many seconds to come back, where that
   * was too many an hour, or that the account has as many as may be kept.
   */
  put: async (
    { id, type, width, height, bytes }: Picture,
    account: Id<'account'>,
  ): Promise<{ kept: true } | { kept: false; seconds: number } | { kept: false; full: true }> => {
    const [, answer] = await db.batch((q) => [
      // Those that come together wait here, and the next statement sees what was counted meanwhile.
      q.execute(sql`select from pg_advisory_xact_lock(hashtextextended('picture of ' || ${account}, 0))`),
      q.execute(sql`
        with recent as (
          select at from tickets.pictures_sent where account = ${account} and at > now() - interval '1 hour'
          order by at desc limit ${MOST_AN_HOUR}::integer),
        counted as (select count(*)::integer as sent, min(at) as first from recent),
        others as (
          select from tickets.picture_senders where account = ${account} and picture <> ${id} limit ${MOST_KEPT}::integer),
        held as (select count(*)::integer as others from others),
        noted as (
          insert into tickets.pictures_sent (account) select ${account} from counted, held
          where sent < ${MOST_AN_HOUR}::integer and others < ${MOST_KEPT}::integer returning account),
        kept as (
          insert into tickets.pictures (id, type, width, height, bytes)
          select ${id}, ${type}, ${width}::integer, ${height}::integer, decode(${Buffer.from(bytes).toString('base64')}, 'base64')
          from noted
          on conflict (id) do update set sent_at = now()
          returning id),
        theirs as (
          insert into tickets.picture_senders (account, picture) select ${account}, id from kept on conflict do nothing)
        select sent, coalesce(ceil(extract(epoch from first + interval '1 hour' - now())), 0)::integer as seconds, others
        from counted, held`),
    ])
    const [row] = (answer as { rows: { sent: number; seconds: number; others: number }[] }).rows
    if (!row) throw new Error('the database answered nothing')
    if (row.others >= MOST_KEPT) return { kept: false, full: true }
    return row.sent < MOST_AN_HOUR ? { kept: true } : { kept: false, seconds: Math.max(1, row.seconds) }
  },

  /** Those of these that are kept, without their bytes; for whoever is about to show them, they are kept a day more. */
  keepOn: async (ids: readonly PictureId[]): Promise<Map<PictureId, KeptPicture>> => {
    const rows = await db.rows<KeptPicture>(sql`
      update tickets.pictures set sent_at = now()
      where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      returning id, width, height, octet_length(bytes) as bytes`)
    return new Map(rows.map((row) => [row.id, row]))
  },

  read: async (id: PictureId): Promise<{ type: PictureType; bytes: Uint8Array<ArrayBuffer> } | undefined> => {
    const [row] = await db.rows<{ type: PictureType; bytes: string }>(
      sql`select type, encode(bytes, 'base64') as bytes from tickets.pictures where id = ${id}`,
    )
    return row && { type: row.type, bytes: new Uint8Array(Buffer.from(row.bytes, 'base64')) }
  },

  /** Forgets pictures of yesterday that no event shows, and who sent what longer ago than anybody counts; returns how many pictures. */
  forget: async (): Promise<number> => {
    await db.rows(sql`delete from tickets.pictures_sent where at < now() - interval '1 hour'`)
    const forgotten = await db.rows(sql`
      delete from tickets.pictures where id in (
        select id from tickets.pictures p where p.sent_at < now() - interval '1 day'
          and not exists (select from tickets.events e where e.picture = p.id)
          and not exists (select from tickets.events e where e.picture_small = p.id)
        order by p.sent_at limit ${BATCH}::integer)
      returning id`)
    return forgotten.length
  },
})
