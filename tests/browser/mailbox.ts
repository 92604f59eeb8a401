import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { createLinks } from '#shared/links'
import type { DataOf } from '#shared/messages/contracts'
import { eventually } from './store.ts'

type Asked = DataOf<'account.link-asked'>

/** What the newest mail with a link to an address would carry, once it is asked for: auth said which link, the rest is made. */
export const mailTo = async ({ database, secrets }: Network, email: string, kind: Asked['kind'], nth = 1) => {
  const look = () =>
    admin<{ data: Asked }>(
      database,
      `select data from auth.outbox where type = 'account.link-asked' and data->>'email' = $1 and data->>'kind' = $2
       order by position`,
      [email, kind],
    )
  await eventually(async () => (await look()).length).toBeGreaterThanOrEqual(nth)
  const link = (await look()).at(-1)?.data.link
  if (!link) throw new Error(`nothing was mailed to ${email}`)
  const { token, code } = createLinks(secrets.linkSecret)
  return { path: `/${kind}?token=${token(link)}`, code: code(link) }
}

/** Somebody with an account whose address is verified. */
export const member = async (network: Network, name: string) => {
  const email = `${name.toLowerCase()}@example.com`
  const person = await network.person({ name, email })
  const { code } = await mailTo(network, email, 'verify-email')
  const { status } = await person.call('POST', '/api/auth/sign-up/confirm', { body: { email, code } })
  if (status !== 201) throw new Error(`${name} was not let in: ${status}`)
  return person
}
