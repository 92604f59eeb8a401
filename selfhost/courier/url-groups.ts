import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import type { Sql } from './database.ts'
import { whyForbidden } from './destination.ts'
import { readName } from './flow-control.ts'

const MAX_ENDPOINTS = 100

const Name = z.string().min(1).max(256)
const Added = z.object({ endpoints: z.array(z.object({ url: z.string(), name: Name.optional() })).min(1) })
const Removed = z.object({
  endpoints: z.array(z.object({ url: z.string().optional(), name: Name.optional() })).min(1),
})

type Group = {
  name: string
  createdAt: Date
  updatedAt: Date
  endpoints: { url: string; name?: string }[]
}

export type Endpoint = { url: string; name: string | null }

const GROUP = `select name, created_at as "createdAt", updated_at as "updatedAt",
  (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('url', url, 'name', e.name)) order by seq), '[]')
   from courier.url_group_endpoint e where e.group_name = g.name) as endpoints
  from courier.url_group g`

const show = ({ createdAt, updatedAt, ...group }: Group) => ({
  ...group,
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
})

const parse = <Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> => {
  const parsed = shape.safeParse(body)
  if (!parsed.success) throw new Refusal(400, `the endpoints are not as expected: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const list = async (sql: Sql) => {
  const { rows } = await sql.query<Group>(`${GROUP} order by name`)
  return rows.map(show)
}

export const get = async (sql: Sql, name: string) => {
  const { rows } = await sql.query<Group>(`${GROUP} where name = $1`, [name])
  return rows[0] && show(rows[0])
}

/**
 * Adds endpoints to a group, which is made where it is missing. An address that is in it already takes the new name, a name
 * the new address. Throws `Refusal` 400 for what is wrong, or when an address is not on the allow-list.
 */
export const addEndpoints = async (tx: Sql, name: string, body: unknown, allow: readonly string[]): Promise<void> => {
  const group = readName('the name of a URL group', name)
  const { endpoints } = parse(Added, body)
  for (const { url } of endpoints) {
    const forbidden = whyForbidden(url, allow)
    if (forbidden) throw new Refusal(400, forbidden)
  }
  // Holds the row to the end, so that endpoints are counted by one publisher after the other.
  await tx.query(
    `insert into courier.url_group (name, created_at, updated_at) values ($1, now(), now())
     on conflict (name) do update set updated_at = now()`,
    [group],
  )
  for (const { url, name: endpoint } of endpoints) {
    await tx.query(`delete from courier.url_group_endpoint where group_name = $1 and name = $2 and url <> $3`, [
      group,
      endpoint ?? null,
      url,
    ])
    await tx.query(
      `insert into courier.url_group_endpoint (group_name, url, name) values ($1, $2, $3)
       on conflict (group_name, url) do update set name = excluded.name`,
      [group, url, endpoint ?? null],
    )
  }
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from courier.url_group_endpoint where group_name = $1`,
    [group],
  )
  if ((rows[0]?.count ?? 0) > MAX_ENDPOINTS)
    throw new Refusal(400, `a URL group has at most ${MAX_ENDPOINTS} endpoints`)
}

/** Removes endpoints by name or address; true when there is such a group. */
export const removeEndpoints = async (tx: Sql, name: string, body: unknown): Promise<boolean> => {
  const { endpoints } = parse(Removed, body)
  const { rowCount } = await tx.query(`update courier.url_group set updated_at = now() where name = $1`, [name])
  for (const endpoint of endpoints) {
    await tx.query(
      `delete from courier.url_group_endpoint where group_name = $1 and (name = $2 or ($2::text is null and url = $3))`,
      [name, endpoint.name ?? null, endpoint.url ?? null],
    )
  }
  return rowCount === 1
}

export const remove = async (sql: Sql, name: string): Promise<boolean> => {
  const { rowCount } = await sql.query(`delete from courier.url_group where name = $1`, [name])
  return rowCount === 1
}

/** Where a message to this group goes. Throws `Refusal` 404 when there is no such group, 400 when it is empty. */
export const endpointsOf = async (sql: Sql, name: string): Promise<Endpoint[]> => {
  const { rows } = await sql.query<{ url: string | null; name: string | null }>(
    `select e.url, e.name from courier.url_group g left join courier.url_group_endpoint e on e.group_name = g.name
     where g.name = $1 order by e.seq`,
    [name],
  )
  if (rows.length === 0) throw new Refusal(404, `there is no URL group ${name.slice(0, 100)}`)
  const endpoints = rows.flatMap(({ url, name }) => (url === null ? [] : { url, name }))
  if (endpoints.length === 0) throw new Refusal(400, `the URL group ${name.slice(0, 100)} has no endpoints`)
  return endpoints
}
