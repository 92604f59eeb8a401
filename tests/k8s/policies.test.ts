import { beforeAll, describe, expect, test } from 'vitest'
import type { Document } from './kustomize/document.ts'
import { type OverlayName, overlayNames, renderOverlays } from './overlays.ts'
import { allowed, needed, podNames } from './traffic.ts'

let overlays: Record<OverlayName, Document[]>
beforeAll(async () => {
  overlays = await renderOverlays()
})

/** With others than our own pods at one end. */
const isOutside = (connection: string) => /namespace |anywhere|the internet|cilium's/.test(connection)

const API = ["database -> cilium's kube-apiserver:443", "database -> cilium's kube-apiserver:6443"]
const DATABASE = ['database -> anywhere:443', 'database -> anywhere:6443']
const INTERNET = [
  ...['notifications -> the internet:443', 'notifications -> the internet:465', 'notifications -> the internet:587'],
  'payments -> the internet:443',
]
const outside: Record<OverlayName, { out: string[]; into: string[] }> = {
  local: {
    out: [...DATABASE, ...INTERNET],
    into: ['namespace envoy-gateway-system -> gateway:8080'],
  },
  digitalocean: {
    out: [...DATABASE, ...API, ...INTERNET],
    into: ["cilium's ingress -> acme:8089", "cilium's ingress -> gateway:8080"],
  },
  production: {
    out: [...DATABASE, 'collector -> the internet:443', ...INTERNET],
    into: ['namespace envoy-gateway-system -> acme:8089', 'namespace envoy-gateway-system -> gateway:8080'],
  },
  ingress: {
    out: [...DATABASE, 'collector -> the internet:443', ...INTERNET],
    into: ['namespace traefik -> acme:8089', 'namespace traefik -> gateway:8080'],
  },
}

describe.each(overlayNames)('%s', (name) => {
  test.each(['egress', 'ingress'] as const)(
    'what is configured is what is allowed, no more and no less: %s',
    (side) => {
      const inside = allowed(overlays[name], side).filter((connection) => !isOutside(connection))
      expect(inside).toEqual([...needed(overlays[name]).keys()].toSorted())
      expect(inside.length).toBeGreaterThan(25)
    },
  )

  test('who reaches out of the namespace, and who reaches in, is a short list', () => {
    const names = (port: number) => podNames(overlays[name]).map((pod) => `${pod} -> namespace kube-system:${port}`)
    const out = allowed(overlays[name], 'egress').filter(isOutside)
    expect(out).toEqual([...outside[name].out, ...names(53)].toSorted())
    const operator = [5432, 8000].map((port) => `namespace cnpg-system -> database:${port}`)
    expect(allowed(overlays[name], 'ingress').filter(isOutside)).toEqual(
      [...outside[name].into, ...operator].toSorted(),
    )
  })
})

test('a connection that somebody opens and no policy knows is found, and so is one that nobody opens', () => {
  const documents = structuredClone(overlays.local)
  const without = documents.filter(({ metadata }) => metadata.name !== 'asked-payments')
  expect(allowed(without, 'ingress')).not.toContain('orders -> payments:8080')
  expect(needed(without).get('orders -> payments:8080')).toBe('orders: MESSAGES_URL')
  const silent = documents.filter(({ metadata }) => !metadata.name.startsWith('default-deny'))
  expect(() => allowed(silent, 'ingress')).toThrow('nothing refuses')
})
