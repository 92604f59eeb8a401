import { randomBytes } from 'node:crypto'
import { admin } from './postgres.ts'

/** Makes an empty database of its own in the server behind `superuser` and returns its connection string. */
export const createDatabase = async (
  superuser: string,
  name = `t_${randomBytes(8).toString('hex')}`,
  template?: string,
) => {
  await admin(superuser, `create database "${name}"${template ? ` template "${template}"` : ''}`)
  const url = new URL(superuser)
  url.pathname = `/${name}`
  return url.toString()
}

/** Drops a database made by `createDatabase`, and whoever is still connected to it. */
export const dropDatabase = async (superuser: string, url: string) => {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  await admin(superuser, `drop database if exists "${name}" with (force)`)
}
