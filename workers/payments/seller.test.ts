import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DataOf } from '#shared/messages/contracts'
import { follow, readable, type Seller, type Standing } from './seller.ts'

const begun: Seller = {
  ...{
    seller: 'acc_0198c0ffee007000a000000000000001',
    account: 'acct_1',
    state: 'onboarding',
    name: 'Sel',
    country: 'AT',
  },
  ...{ begunAt: '2030-01-01T00:00:00Z', requirements: [], version: 0, looks: 0 },
}

/** A seller whom Stripe has like this, one standing after another, and all that the others heard of it. */
const through = (standings: readonly Standing[]) => {
  let seller = begun
  const said: DataOf<'seller.payouts-changed'>[] = []
  for (const standing of standings) {
    const { says, ...change } = follow(seller, standing)
    said.push(...says.map(({ data }) => data as DataOf<'seller.payouts-changed'>))
    seller = { ...seller, ...change, version: seller.version + says.length }
  }
  return { seller, said }
}

const yes: Standing = { payable: true, requirements: [] }
const no: Standing = { payable: false, requirements: ['bank account', 'individual: surname'] }

test('whoever could not be paid yet is on the way there; whoever could is restricted', () => {
  expect(through([no]).seller).toMatchObject({ state: 'onboarding', requirements: no.requirements })
  expect(through([no, yes]).seller).toMatchObject({ state: 'enabled', requirements: [] })
  expect(through([no, yes, no]).seller.state).toBe('restricted')
  expect(through([no, yes, no, no]).seller.state).toBe('restricted')
  expect(through([no, yes, no, yes]).seller.state).toBe('enabled')
})

test('why not is told in words', () => {
  const { said } = through([yes, no, yes, { payable: false, requirements: [] }])
  expect(said.map(({ enabled, why }) => [enabled, why])).toEqual([
    [true, null],
    [false, 'Stripe asks for: bank account; individual: surname'],
    [true, null],
    [false, 'Stripe does not pay to this account'],
  ])
})

test('the others hear of each change between yes and no, in turn, and of nothing else', () => {
  const standing = fc.record({ payable: fc.boolean(), requirements: fc.array(fc.string()) })
  fc.assert(
    fc.property(fc.array(standing), (standings) => {
      const { seller, said } = through(standings)
      expect(said.map(({ enabled }) => enabled)).toEqual(said.map((_, index) => index % 2 === 0))
      expect(said.at(-1)?.enabled ?? false).toBe(seller.state === 'enabled')
      expect(seller.version).toBe(said.length)
      expect(seller.state === 'enabled').toBe(standings.at(-1)?.payable ?? false)
    }),
  )
})

test.each([
  ['identity.individual.given_name', 'individual: given name'],
  ['identity.individual.documents.primary_verification', 'individual documents: primary verification'],
  ['bank_account', 'bank account'],
  ['identity', 'identity'],
])('%s is to be read as %s', (name, words) => {
  expect(readable(name)).toBe(words)
})
