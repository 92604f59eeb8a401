import { expect, test } from 'vitest'
import { services } from '#shared/messages/envelope'
import type { Place } from './place.ts'

/** What the gateway promises: every service behind one door, and nothing that is internal. */
export const gatewayContract = (place: () => Place) => {
  const visit = (path: string, init?: RequestInit) => fetch(`${place().urlOf('gateway')}${path}`, init)

  test('passes on to every service, and says so where there is none', async () => {
    for (const service of services) {
      const answer = await visit(`/api/${service}/no/such/thing`)
      expect([service, answer.status]).toEqual([service, 404])
      expect(await answer.json()).toMatchObject({ type: '/problems/not-found' })
      expect(answer.headers.get('ratelimit-policy')).toContain('"requests"')
    }
    const nobody = await visit('/api/nobody/there')
    expect([nobody.status, nobody.headers.get('ratelimit-policy')]).toEqual([404, null])
    // Who asks from outside does not choose what the log calls it.
    const chosen = await visit('/api/tickets/events', { headers: { 'x-request-id': 'chosen-by-me' } })
    expect(chosen.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('is ready when all of them are, and names each', async () => {
    const parts = Object.fromEntries(services.map((service) => [service, 'ready']))
    expect(await (await visit('/readyz')).json()).toEqual({ status: 'ready', service: 'gateway', parts })
  })

  test('leads to nothing that is internal', async () => {
    for (const path of [
      '/internal/sweep',
      '/api/orders/../../internal/metrics',
      '/api/orders/%2e%2e/%2e%2e/internal/metrics',
    ])
      expect(await (await visit(path)).text()).not.toContain('holdfast_')
  })
}
