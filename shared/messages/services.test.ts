import { expect, test } from 'vitest'
import { contracts, deliveries } from '#shared/messages/contracts'
import { services } from '#shared/messages/envelope'
import { listeners, speakers } from '#shared/messages/services'

test('who listens is who a message is delivered to', () => {
  const heard = Object.values(deliveries).flatMap((all) => all.map(({ to }: { to: string }) => to))
  expect(new Set(heard)).toEqual(new Set(listeners))
})

test('who speaks or listens is a service, and every service does', () => {
  expect(new Set([...speakers, ...listeners])).toEqual(new Set(services))
})

test('every message of a contract is delivered to somebody', () => {
  expect(Object.keys(deliveries).toSorted()).toEqual(Object.keys(contracts).toSorted())
})
