import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { images } from '../../scripts/images.ts'
import { appOf, environmentOf, type Holdings, holdingsOf, imageOf } from './environment.ts'
import {
  at,
  containersOf,
  type Document,
  type Fields,
  fields,
  isFields,
  list,
  podOf,
  templateOf,
  text,
  titleOf,
} from './kustomize/document.ts'
import { type OverlayName, overlayNames, renderOverlays } from './overlays.ts'
import { known, programs } from './programs.ts'

const root = resolve(import.meta.dirname, '../..')

let overlays: Record<OverlayName, Document[]>
beforeAll(async () => {
  overlays = await renderOverlays()
})

const matches = (selector: Fields, labels: Fields) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value)

describe.each(overlayNames)('%s', (name) => {
  let documents: Document[]
  let holdings: Holdings
  const ofKind = (kind: string) => documents.filter((document) => document.kind === kind)
  const named = (kind: string, title: string) => ofKind(kind).find(({ metadata }) => metadata.name === title)
  const makers = () => documents.filter((document) => podOf(document) !== undefined)
  const labelsOf = (document: Document) => fields(fields(templateOf(document)?.metadata).labels)
  const chosen = (selector: Fields) => makers().filter((maker) => matches(selector, labelsOf(maker)))

  beforeAll(() => {
    documents = overlays[name]
    holdings = holdingsOf(documents)
  })

  test('every variable comes from somewhere, and every file', () => {
    const lost = makers().flatMap((maker) => {
      const { missing } = environmentOf(appOf(maker), holdings)
      const files = list(podOf(maker)?.volumes)
        .map(fields)
        .flatMap((volume) => {
          const [held, kind] = isFields(volume.secret)
            ? [holdings.secrets.get(text(volume.secret.secretName)), volume.secret]
            : [holdings.config.get(text(fields(volume.configMap).name)), fields(volume.configMap)]
          return list(kind.items).flatMap((item) =>
            text(fields(item).key) in (held ?? {}) ? [] : [text(fields(item).key)],
          )
        })
      return [...missing, ...files].map((what) => `${titleOf(maker)}: ${what}`)
    })
    expect(lost).toEqual([])
  })

  test('every program is given what its own schema asks for, and nothing that it does not know', () => {
    for (const [program, { parse, names }] of Object.entries(programs)) {
      const deployment = named('Deployment', program)
      if (!deployment) throw new Error(`there is no ${program}`)
      const { given, expanded } = environmentOf(appOf(deployment), holdings)
      // What an external store will hold is not known; that it is asked for is.
      const real = name === 'local' || name === 'digitalocean'
      if (real) expect([program, parse(given)]).toEqual([program, []])
      // Wherever the values come from, the same variables are there.
      const local = holdingsOf(overlays.local)
      const here = overlays.local.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === program)
      const usual = Object.keys(environmentOf(appOf(here as Document), local).given)
      expect([program, Object.keys(given).toSorted()]).toEqual([program, usual.toSorted()])
      const unknown = Object.keys(given).filter((key) => !names.has(key) && !expanded.has(key) && !known.has(key))
      expect([program, unknown]).toEqual([program, []])
    }
  })

  test('every service has a schema to be held to, and an autoscaler where there are any', () => {
    const called = ofKind('Deployment').filter((one) => labelsOf(one)['holdfast.dev/service'] === 'true')
    const names = ['gateway', ...called.map(({ metadata }) => metadata.name)].toSorted()
    expect(names).toEqual(Object.keys(programs).toSorted())
    const scaled = ofKind('HorizontalPodAutoscaler').map((one) => text(at(one, 'spec', 'scaleTargetRef', 'name')))
    if (scaled.length > 0) expect(scaled.toSorted()).toEqual(names)
  })

  test('every Service leads to pods and to a port of theirs', () => {
    for (const service of ofKind('Service')) {
      const pods = chosen(fields(at(service, 'spec', 'selector')))
      expect([titleOf(service), pods.length > 0]).toEqual([titleOf(service), true])
      for (const port of list(at(service, 'spec', 'ports')).map(fields)) {
        for (const pod of pods) {
          const ports = containersOf(pod).flatMap((container) => list(container.ports).map(fields))
          expect(ports.map((open) => open.name)).toContain(port.targetPort)
        }
      }
    }
  })

  test('every selector finds its own pods, and each autoscaler and budget somebody to look after', () => {
    for (const deployment of ofKind('Deployment'))
      expect(chosen(fields(at(deployment, 'spec', 'selector', 'matchLabels'))).map(titleOf)).toEqual([
        titleOf(deployment),
      ])
    for (const budget of ofKind('PodDisruptionBudget'))
      expect(
        chosen(fields(at(budget, 'spec', 'selector', 'matchLabels'))).map(({ metadata }) => metadata.name),
      ).toEqual([budget.metadata.name])
    for (const scaler of ofKind('HorizontalPodAutoscaler')) {
      const target = named('Deployment', text(at(scaler, 'spec', 'scaleTargetRef', 'name')))
      expect([titleOf(scaler), at(target, 'spec', 'replicas')]).toEqual([titleOf(scaler), undefined])
      expect(at(fields(appOf(target as Document).resources), 'requests', 'cpu')).toBeTruthy()
    }
  })

  test('the door has one name, everywhere, and leads to the gateway', () => {
    const host = new URL(
      text(holdings.config.get([...holdings.config.keys()].find((key) => key.startsWith('store-')) ?? '')?.PUBLIC_URL),
    ).host
    const [ingress] = ofKind('Ingress')
    if (ingress) {
      expect(at(ingress, 'spec', 'tls')).toEqual([{ hosts: [host], secretName: 'door-tls' }])
      expect(at(ingress, 'spec', 'rules')).toMatchObject([
        { host, http: { paths: [{ path: '/', backend: { service: { name: 'gateway', port: { name: 'http' } } } }] } },
      ])
      return
    }
    const [door] = ofKind('Gateway')
    const listeners = list(at(door, 'spec', 'listeners')).map(fields)
    expect(listeners.map(({ hostname, port }) => [hostname, port])).toEqual([
      [host, 80],
      [host, 443],
    ])
    for (const route of ofKind('HTTPRoute')) {
      expect(at(route, 'spec', 'hostnames')).toEqual([host])
      for (const parent of list(at(route, 'spec', 'parentRefs')).map(fields)) {
        expect(parent.name).toBe(door?.metadata.name)
        expect(listeners.map((listener) => listener.name)).toContain(parent.sectionName)
      }
      const backends = list(at(route, 'spec', 'rules')).flatMap((rule) => list(fields(rule).backendRefs).map(fields))
      for (const backend of backends) {
        const service = named('Service', text(backend.name))
        expect(list(at(service, 'spec', 'ports')).map((port) => fields(port).port)).toContain(backend.port)
      }
    }
    expect(named('Issuer', text(fields(door?.metadata.annotations)['cert-manager.io/issuer']))).toBeDefined()
  })

  test('nobody is root, writes, gains rights or holds a token, and everybody says what they need', () => {
    for (const maker of makers()) {
      const [pod, container] = [podOf(maker), appOf(maker)]
      expect([titleOf(maker), pod]).toMatchObject([
        titleOf(maker),
        {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              resources: { requests: { cpu: expect.any(String), memory: expect.any(String) } },
            },
          ],
        },
      ])
      expect([titleOf(maker), at(container.resources, 'limits')]).toEqual([
        titleOf(maker),
        { memory: expect.any(String) },
      ])
      if (maker.kind !== 'Deployment') continue
      expect(Object.keys(container)).toEqual(
        expect.arrayContaining(['startupProbe', 'livenessProbe', 'readinessProbe']),
      )
      const grace = Number(pod?.terminationGracePeriodSeconds)
      const before = Number(at(container, 'lifecycle', 'preStop', 'sleep', 'seconds'))
      // What nobody waits for is cut off: preStop and the thirty seconds that the longest request may take.
      if (imageOf(container)) expect(grace).toBeGreaterThan(before + 30)
    }
    const [namespace] = ofKind('Namespace')
    expect(fields(namespace?.metadata.labels)['pod-security.kubernetes.io/enforce']).toBe('restricted')
    for (const { kind, metadata } of documents) if (kind !== 'Namespace') expect(metadata.namespace).toBe('holdfast')
  })

  test('each image is one that is built, its arguments are files in it, and it is named by its content', () => {
    for (const maker of makers()) {
      const container = appOf(maker)
      const image = imageOf(container)
      // Whatever the others are, they are not what somebody calls the latest.
      if (image === undefined) expect(text(container.image)).toMatch(/:\d[\w.-]+$/)
      else {
        const made = images[image]
        expect(Object.keys(made?.bundles ?? {}).map((file) => `/app/${file}`)).toEqual(
          expect.arrayContaining(list(container.args)),
        )
        expect(text(container.image)).toMatch(name === 'local' ? /:dev$/ : /@sha256:[0-9a-f]{64}$/)
      }
    }
  })

  test('all replicas at their most together have fewer connections than the database lets in', () => {
    // What one process opens at the most: shared/postgres/pool.ts, selfhost/courier/database.ts.
    const connectionsOf = (service: string) => (service === 'courier' ? 14 : 10)
    const clients = ofKind('Deployment').filter((one) => labelsOf(one)['holdfast.dev/database'] === 'true')
    expect(clients.length).toBeGreaterThan(4)
    const most = (service: string) => {
      const surge = 1
      const scaler = named('HorizontalPodAutoscaler', service)
      return Number(at(scaler, 'spec', 'maxReplicas') ?? at(named('Deployment', service), 'spec', 'replicas')) + surge
    }
    const [cluster] = ofKind('Cluster')
    const sum = clients.reduce((total, { metadata: { name } }) => total + connectionsOf(name) * most(name), 0)
    const reserved = 10
    expect(sum).toBeLessThanOrEqual(
      Number(at(cluster, 'spec', 'postgresql', 'parameters', 'max_connections')) - reserved,
    )
  })
})

/** As much of skaffold/v4beta13 as our file says; its public schema comes in no package. */
const Skaffold = z.strictObject({
  apiVersion: z.literal('skaffold/v4beta13'),
  kind: z.literal('Config'),
  metadata: z.strictObject({ name: z.string() }),
  build: z.strictObject({
    local: z.strictObject({ push: z.boolean(), useBuildkit: z.boolean() }),
    artifacts: z.array(
      z.strictObject({
        image: z.string(),
        docker: z.strictObject({ dockerfile: z.string(), buildArgs: z.record(z.string(), z.string()) }),
      }),
    ),
  }),
  manifests: z.strictObject({ kustomize: z.strictObject({ paths: z.array(z.string()) }) }),
  deploy: z.strictObject({ kubectl: z.strictObject({ flags: z.strictObject({ apply: z.array(z.string()) }) }) }),
  portForward: z.array(
    z.strictObject({
      resourceType: z.literal('service'),
      resourceName: z.string(),
      namespace: z.string(),
      port: z.number(),
      localPort: z.number(),
    }),
  ),
})

test('skaffold builds every image, from what is there, and applies what is there', () => {
  const { build, manifests, portForward } = Skaffold.parse(parse(readFileSync(resolve(root, 'skaffold.yaml'), 'utf8')))
  const built = build.artifacts.map(({ image }) => image)
  expect(built.toSorted()).toEqual(
    Object.keys(images)
      .map((image) => `holdfast/${image}`)
      .toSorted(),
  )
  for (const { image, docker } of build.artifacts)
    expect([`holdfast/${docker.buildArgs.IMAGE}`, existsSync(resolve(root, docker.dockerfile))]).toEqual([image, true])
  for (const path of manifests.kustomize.paths) expect(existsSync(resolve(root, path, 'kustomization.yaml'))).toBe(true)
  for (const { resourceName, port } of portForward) {
    const service = overlays.local.find(({ kind, metadata }) => kind === 'Service' && metadata.name === resourceName)
    expect(list(at(service, 'spec', 'ports')).map((one) => fields(one).port)).toContain(port)
  }
})

test('the Containerfile names scripts that are there, and the Bun that the house runs on', () => {
  const containerfile = readFileSync(resolve(root, 'Containerfile'), 'utf8')
  const paths = [...containerfile.matchAll(/\bscripts\/[\w./-]+\.ts\b/g)].map(([path]) => path)
  expect(paths.length).toBeGreaterThan(0)
  for (const path of paths) expect(existsSync(resolve(root, path))).toBe(true)
  const { packageManager, scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  expect(containerfile).toContain(`BUN_VERSION=${packageManager.split('@')[1]}\n`)
  // Images are for two processors, and nothing may have to be run on the other.
  const [build = '', image = ''] = containerfile.split(/^FROM /m).slice(1)
  expect(build).toMatch(/^--platform=\$BUILDPLATFORM /)
  expect(image).not.toMatch(/^(RUN|SHELL) /m)
  expect(image).toMatch(/^USER 65532:65532$/m)
  for (const [, script = ''] of containerfile.matchAll(/bun run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script])
  // What the build needs is not kept from it.
  const ignored = readFileSync(resolve(root, '.dockerignore'), 'utf8').split('\n')
  for (const path of [
    'workers',
    'shared',
    'selfhost',
    'drizzle',
    'scripts',
    'local',
    'web',
    'package.json',
    'bun.lock',
  ])
    expect(ignored).not.toContain(path)
})
