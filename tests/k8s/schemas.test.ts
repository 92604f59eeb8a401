import { beforeAll, expect, test } from 'vitest'
import { containersOf, type Document, fields, podOf } from './kustomize/document.ts'
import { type OverlayName, overlayNames, renderOverlays } from './overlays.ts'
import { complaintsOfTypes, complaintsOfValidators } from './schemas.ts'

let overlays: Record<OverlayName, Document[]>
beforeAll(async () => {
  overlays = await renderOverlays()
})

test('nothing stands in any document that its kind does not know', () =>
  expect(complaintsOfTypes(overlayNames.flatMap((name) => overlays[name]))).toEqual([]))

test('nothing is missing, out of range or in the wrong format', async () =>
  expect(await complaintsOfValidators(overlayNames.flatMap((name) => overlays[name]))).toEqual([]))

const broken = (kind: string, spoil: (document: Document) => void): Document => {
  const found = overlays.digitalocean.find((document) => document.kind === kind)
  if (!found) throw new Error(`there is no ${kind}`)
  const copy = structuredClone(found)
  spoil(copy)
  return copy
}

test('a slip of the pen is found, wherever it is', async () => {
  const slips = [
    broken('Deployment', (one) => Object.assign(fields(podOf(one)?.securityContext), { runAsNonroot: true })),
    broken('Deployment', (one) => Object.assign(fields(containersOf(one)[0]?.readinessProbe), { periodSecond: 1 })),
    broken('CronJob', (one) => Object.assign(fields(one.spec), { concurrencyPolicy: 'Forbidden' })),
    broken('HTTPRoute', (one) => Object.assign(fields(one.spec), { hostname: 'a' })),
    broken('Cluster', (one) => Object.assign(fields(one.spec), { instance: 3 })),
    broken('ObjectStore', (one) => Object.assign(fields(one.spec), { retention: '30d' })),
    broken('CiliumNetworkPolicy', (one) => Object.assign(fields(one.spec), { egres: [] })),
  ]
  const complaints = complaintsOfTypes(slips)
  for (const word of ['runAsNonroot', 'periodSecond', 'Forbidden', 'hostname', 'instance', 'retention', 'egres'])
    expect(complaints.filter((complaint) => complaint.includes(word))).toHaveLength(1)

  const empty = broken('Deployment', (one) => {
    delete fields(one.spec).selector
  })
  const far = broken('HorizontalPodAutoscaler', (one) => Object.assign(fields(one.spec), { maxReplicas: 'many' }))
  expect(await complaintsOfValidators([empty, far])).toHaveLength(2)
})
