import { anyone } from '#shared/http/access'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import type { Entered } from '../commands/begin.ts'
import { askToChangeEmail, changeEmail, verifyAgain, verifyEmail } from '../commands/email.ts'
import type { Deps } from '../deps.ts'
import { Clicked, NewEmail, TokenAlone } from '../input.ts'
import { enter, signUpOf } from './cookies.ts'
import { auth } from './service.ts'
import { limitedByAddress, tellLater, visitOf } from './visit.ts'

type C = Parameters<typeof visitOf>[0]

const answered = (c: C, entered: Entered | undefined) => {
  tellLater(c)
  if (entered) enter(c, entered)
  return c.json({ signedIn: entered !== undefined })
}

/** The account's address: links that say somebody reads its mail, and another address for it. */
export const emailRoutes = () =>
  auth
    .people()
    .post('/', signedIn<Deps>(), limitedByAddress(), validate('json', NewEmail), async (c) => {
      await askToChangeEmail(c.var.deps, c.var.person, c.req.valid('json').email, c.var.trace)
      tellLater(c)
      return c.json({}, 202)
    })
    .post('/confirm', anyone(), limitedByAddress(), validate('json', TokenAlone), async (c) => {
      await changeEmail(c.var.deps, c.req.valid('json').token, c.var.trace)
      tellLater(c)
      return c.json({})
    })
    .post('/verify', anyone(), limitedByAddress(), validate('json', Clicked), async (c) => {
      const clicked = { ...c.req.valid('json'), browser: signUpOf(c) }
      return answered(c, await verifyEmail(c.var.deps, clicked, visitOf(c)))
    })
    .post('/verify/again', signedIn<Deps>(), limitedByAddress(), async (c) => {
      await verifyAgain(c.var.deps, c.var.person, c.var.trace)
      tellLater(c)
      return c.json({}, 202)
    })
