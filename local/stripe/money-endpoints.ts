import { balanceOf, linesOf } from './balances.ts'
import { acceptDispute, answerDispute, getDispute } from './disputes.ts'
import { endpoint, nothing } from './endpoint.ts'
import { missing } from './errors.ts'
import { pageOf } from './lists.ts'
import {
  disputeList,
  disputeUpdate,
  feeList,
  lineList,
  payoutCreate,
  payoutList,
  reversalCreate,
  takeBackCreate,
  transferCreate,
  transferList,
} from './money-parameters.ts'
import { paging, parameters } from './params.ts'
import { createPayout, getPayout } from './payouts.ts'
import { lineAt } from './posting.ts'
import { createFeeRefund, createReversal, getFee, getTransfer } from './reversals.ts'
import { createTransfer } from './transfers.ts'

const scoped = { scoped: true } as const

const transfers = [
  endpoint('transfers.create', 'POST', '/transfers', transferCreate, createTransfer),
  endpoint('transfers.list', 'GET', '/transfers', transferList, ({ state }, params) =>
    pageOf(
      state.transfers.values(),
      '/v1/transfers',
      params,
      (transfer) =>
        (params.destination === undefined || transfer.destination === params.destination) &&
        (params.transfer_group === undefined || transfer.transfer_group === params.transfer_group),
    ),
  ),
  endpoint('transfers.retrieve', 'GET', '/transfers/:id', nothing, (account, _, id) => getTransfer(account, id)),
  endpoint('transfers.createReversal', 'POST', '/transfers/:id/reversals', reversalCreate, (account, params, id) =>
    createReversal(account, id, params),
  ),
  endpoint('transfers.listReversals', 'GET', '/transfers/:id/reversals', parameters(paging), (account, params, id) =>
    pageOf(
      [...account.state.reversals.values()].filter(({ transfer }) => transfer === getTransfer(account, id).id),
      `/v1/transfers/${id}/reversals`,
      params,
    ),
  ),
]

const fees = [
  endpoint('application_fees.list', 'GET', '/application_fees', feeList, ({ state }, params) =>
    pageOf(
      state.applicationFees.values(),
      '/v1/application_fees',
      params,
      (fee) =>
        params.charge === undefined || fee.charge === params.charge || fee.originating_transaction === params.charge,
    ),
  ),
  endpoint('application_fees.retrieve', 'GET', '/application_fees/:id', nothing, (account, _, id) =>
    getFee(account, id),
  ),
  endpoint(
    'application_fees.createRefund',
    'POST',
    '/application_fees/:id/refunds',
    takeBackCreate,
    (account, params, id) => createFeeRefund(account, id, params),
  ),
]

const disputes = [
  endpoint('disputes.list', 'GET', '/disputes', disputeList, ({ state }, params) =>
    pageOf(
      state.disputes.values(),
      '/v1/disputes',
      params,
      (dispute) =>
        (params.charge === undefined || dispute.charge === params.charge) &&
        (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent),
    ),
  ),
  endpoint('disputes.retrieve', 'GET', '/disputes/:id', nothing, (account, _, id) => getDispute(account, id)),
  endpoint('disputes.update', 'POST', '/disputes/:id', disputeUpdate, (account, params, id) =>
    answerDispute(account, id, params),
  ),
  endpoint('disputes.close', 'POST', '/disputes/:id/close', nothing, (account, _, id) => acceptDispute(account, id)),
]

const balances = [
  // Of all that Stripe says about one's own account, whose it is.
  endpoint('account.retrieve', 'GET', '/account', nothing, () => ({
    ...{ id: 'acct_standin', object: 'account', charges_enabled: true, payouts_enabled: true, country: 'AT' },
  })),
  endpoint(
    'balance.retrieve',
    'GET',
    '/balance',
    nothing,
    (account, _, __, { on }) => balanceOf(account, on ?? 'platform'),
    scoped,
  ),
  endpoint(
    'balance_transactions.list',
    'GET',
    '/balance_transactions',
    lineList,
    (account, params, _, { on }) =>
      pageOf(
        linesOf(account.state, on ?? 'platform').map((line) => lineAt(line, account.now())),
        '/v1/balance_transactions',
        params,
        (line) =>
          (params.currency === undefined || line.currency === params.currency) &&
          (params.payout === undefined || line.source === params.payout) &&
          (params.source === undefined || line.source === params.source) &&
          (params.type === undefined || line.type === params.type),
      ),
    scoped,
  ),
  endpoint(
    'balance_transactions.retrieve',
    'GET',
    '/balance_transactions/:id',
    nothing,
    ({ state, now }, _, id, { on }) => {
      const line = state.transactions.get(id)
      if (!line || (state.owners.get(id) ?? null) !== on) throw missing('balance transaction', id, 'id')
      return lineAt(line, now())
    },
    scoped,
  ),
]

const payouts = [
  endpoint(
    'payouts.create',
    'POST',
    '/payouts',
    payoutCreate,
    (account, params, _, { on }) => createPayout(account, on ?? 'platform', params),
    scoped,
  ),
  endpoint(
    'payouts.list',
    'GET',
    '/payouts',
    payoutList,
    ({ state }, params, _, { on }) =>
      pageOf(
        state.payouts.values(),
        '/v1/payouts',
        params,
        (payout) =>
          (state.owners.get(payout.id) ?? null) === on &&
          (params.status === undefined || payout.status === params.status),
      ),
    scoped,
  ),
  endpoint(
    'payouts.retrieve',
    'GET',
    '/payouts/:id',
    nothing,
    (account, _, id, { on }) => getPayout(account, id, on),
    scoped,
  ),
]

/** Where money is and where it went. */
export const moneyEndpoints = [...transfers, ...fees, ...disputes, ...balances, ...payouts]
