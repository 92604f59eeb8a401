import type { Account } from './account.ts'
import { answerDebit } from './attempts.ts'
import { closeDispute, openDispute } from './disputes.ts'
import type { Deeds } from './page/dashboard.ts'
import { failPayout, payOutNow } from './payouts.ts'
import { furtherQuestions, setStanding } from './recipients.ts'
import { settleRefund } from './refunds.ts'

/** What banks, sellers and Stripe itself do without being asked by the API: for tests, and for the page at `/`. */
export const createHandles = (account: Account) => {
  const quietly = <Result>(effect: () => Result) => account.during(null, effect).outcome()
  return {
    /** A seller has been through onboarding: money can be sent to them now. */
    onboard: (id: string) => quietly(() => void setStanding(account, id, 'active')),
    /** Stripe looks at what a seller gave, and nobody has to do anything. */
    review: (id: string) => quietly(() => void setStanding(account, id, 'pending', furtherQuestions)),
    /** Stripe asks a seller for more, and sends them nothing until it has it. */
    restrict: (id: string, questions: string[] = furtherQuestions) =>
      quietly(() => void setStanding(account, id, 'restricted', questions)),
    /** A bank answers a debit that a payment waits for. */
    answerDebit: (intent: string, arrives = true) => quietly(() => answerDebit(account, intent, arrives)),
    /** A refund that was pending has reached the buyer. */
    settleRefund: (id: string) => quietly(() => settleRefund(account, id)),
    /** A buyer's bank takes the money of a charge (or payment intent) back, or a part of it. */
    dispute: (of: string, { reason = 'fraudulent', amount }: { reason?: string; amount?: number } = {}) =>
      quietly(() => structuredClone(openDispute(account, of, reason, amount))),
    /** The bank decides a dispute. */
    closeDispute: (id: string, outcome: 'won' | 'lost') =>
      quietly(() => structuredClone(closeDispute(account, id, outcome))),
    /** All that a connected account (or `platform`) has is paid out and arrives, without waiting. */
    payOut: (owner: string) => quietly(() => structuredClone(payOutNow(account, owner))),
    /** From now on the platform's own money of a currency is changed into another when it comes. */
    change: (currency: string, into: string, rate: number) => void account.state.changes.set(currency, { into, rate }),
    /** A bank sends a payout back, under way or arrived. */
    failPayout: (id: string, code?: string) => quietly(() => structuredClone(failPayout(account, id, code))),
  }
}

export type Handles = ReturnType<typeof createHandles>

/** The same as buttons. */
export const deedsOf = (handles: Handles, failRefund: (id: string) => void): Deeds => ({
  'fail-refund': failRefund,
  'settle-refund': handles.settleRefund,
  dispute: (id) => handles.dispute(id),
  win: (id) => handles.closeDispute(id, 'won'),
  lose: (id) => handles.closeDispute(id, 'lost'),
  onboard: handles.onboard,
  restrict: (id) => handles.restrict(id),
  'pay-out': handles.payOut,
  'fail-payout': (id) => handles.failPayout(id),
  'debit-comes': (id) => handles.answerDebit(id),
  'debit-fails': (id) => handles.answerDebit(id, false),
})
