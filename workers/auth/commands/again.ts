import { Problem } from '#shared/http/problem'
import { signalOf } from '#shared/postgres/inbox'

const TRIES = 5

/** Loads, decides and saves; anew when somebody else changed the account between loading and saving. */
export const again = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (signalOf(error) !== 'overtaken' || attempt === TRIES) throw error
    }
  }
}

/** Where only a link can have been overtaken: it was used at the same moment. Throws `link-over`. */
export const orOver = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error: unknown) => {
    throw signalOf(error) === 'overtaken' ? new Problem('link-over') : error
  })
