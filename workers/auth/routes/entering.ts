import { anyone } from '#shared/http/access'
import { personOf } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { SignIn, SignUp } from '../account.ts'
import { confirmSignUp } from '../commands/confirm-sign-up.ts'
import { finishSignIn } from '../commands/finish-sign-in.ts'
import { refresh } from '../commands/refresh.ts'
import { signIn } from '../commands/sign-in.ts'
import { signOut } from '../commands/sign-out.ts'
import { type SignedUp, signUp } from '../commands/sign-up.ts'
import { SecondStep, SignUpCode } from '../input.ts'
import { awaitCode, awaitMail, enter, leave, presentedBy, signInOf, signUpOf } from './cookies.ts'
import { auth } from './service.ts'
import { view } from './view.ts'
import { limitedByAddress, tellLater, visitOf } from './visit.ts'

type C = Parameters<typeof visitOf>[0]

/** Signed in at once, or told to look into the mail: 202, the same for every address. */
const welcome = (c: C, { entered, browser }: SignedUp) => {
  tellLater(c)
  if (entered === undefined) {
    awaitMail(c, browser)
    return c.json({ account: null }, 202)
  }
  enter(c, entered)
  return c.json(view(entered.account, entered.roles), 201)
}

// No Idempotency-Key here: a kept answer would be kept credentials. Signing up twice is refused by the address or answered by
// one more mail, signing in or out twice is harmless, and refreshing twice in a row gives the same successor.
export const enteringRoutes = () =>
  auth
    .people()
    .post('/sign-up', anyone(), limitedByAddress(), validate('json', SignUp), async (c) =>
      welcome(c, await signUp(c.var.deps, c.req.valid('json'), visitOf(c))),
    )
    .post('/sign-up/confirm', anyone(), limitedByAddress(), validate('json', SignUpCode), async (c) => {
      const entered = await confirmSignUp(c.var.deps, c.req.valid('json'), signUpOf(c), visitOf(c))
      tellLater(c)
      enter(c, entered)
      return c.json(view(entered.account, entered.roles), 201)
    })
    .post('/sign-in', anyone(), limitedByAddress(), validate('json', SignIn), async (c) => {
      const { entered, begun } = await signIn(c.var.deps, c.req.valid('json'), visitOf(c))
      if (entered === undefined) {
        awaitCode(c, begun)
        return c.json({ account: null }, 202)
      }
      tellLater(c)
      enter(c, entered)
      return c.json(view(entered.account, entered.roles))
    })
    .post('/sign-in/second-factor', anyone(), limitedByAddress(), validate('json', SecondStep), async (c) => {
      const entered = await finishSignIn(c.var.deps, c.req.valid('json').code, signInOf(c), visitOf(c))
      tellLater(c)
      enter(c, entered)
      return c.json(view(entered.account, entered.roles))
    })
    .post('/sign-out', anyone(), async (c) => {
      await signOut(c.var.deps, await personOf(c), presentedBy(c))
      leave(c)
      return c.body(null, 204)
    })
    .post('/refresh', anyone(), async (c) => {
      const entered = await refresh(c.var.deps, presentedBy(c))
      enter(c, entered)
      return c.json(view(entered.account, entered.roles))
    })
