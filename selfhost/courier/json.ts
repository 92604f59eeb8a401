import { readBody } from '../body.ts'
import { Refusal } from '../refusal.ts'

/** A request's body as JSON. Throws `Refusal` 413 for more than `max` bytes, 400 for what is no JSON. */
export const readJson = async (request: Request, max: number): Promise<unknown> => {
  const bytes = await readBody(request, max)
  if (!bytes) throw new Refusal(413, `the body is over ${max} bytes`)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}
