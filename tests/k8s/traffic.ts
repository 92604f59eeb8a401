import { parse } from 'yaml'
import { authMessages } from '#shared/messages/auth'
import { deliveries } from '#shared/messages/contracts'
import { ordersMessages } from '#shared/messages/orders'
import { paymentsMessages } from '#shared/messages/payments'
import { ticketsMessages } from '#shared/messages/tickets'
import { appOf, environmentOf, holdingsOf } from './environment.ts'
import {
  at,
  type Document,
  type Fields,
  fields,
  isFields,
  list,
  podOf,
  templateOf,
  text,
} from './kustomize/document.ts'

/** `from -> to:port`. */
export type Connection = string
export type Side = 'ingress' | 'egress'

const connection = (from: string, to: string, port: unknown): Connection => `${from} -> ${to}:${port}`

/** Pods by name, with the labels by which policies find them: ours, and those that operators make beside them. */
const podsOf = (documents: readonly Document[]): Map<string, Fields> => {
  const pods = new Map<string, Fields>()
  for (const document of documents) {
    if (podOf(document)) pods.set(document.metadata.name, fields(fields(templateOf(document)?.metadata).labels))
    if (document.kind === 'Cluster') pods.set(document.metadata.name, { 'cnpg.io/cluster': document.metadata.name })
    if (document.kind === 'Issuer' && at(document, 'spec', 'acme') !== undefined)
      pods.set('acme', { 'acme.cert-manager.io/http01-solver': 'true' })
  }
  return pods
}

/** Everybody in the namespace; everybody may look up names. */
export const podNames = (documents: readonly Document[]): string[] => [...podsOf(documents).keys()]

const isChosen = (labels: Fields, selector: Fields) =>
  Object.entries(fields(selector.matchLabels)).every(([name, value]) => labels[name] === value) &&
  list(selector.matchExpressions)
    .map(fields)
    .every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`${operator} is not known here`)
      return list(values).includes(labels[text(key)] ?? null)
    })

/** Who is meant by a peer of a rule: pods of this namespace by name, whoever else by how they are described. */
const peersOf = (pods: Map<string, Fields>, peer: Fields): string[] => {
  const block = fields(peer.ipBlock)
  if (block.cidr !== undefined) return [block.except === undefined ? 'anywhere' : 'the internet']
  const namespace = at(peer, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name')
  if (namespace !== undefined) return [`namespace ${namespace}`]
  return [...pods].filter(([, labels]) => isChosen(labels, fields(peer.podSelector))).map(([name]) => name)
}

/** Everything that the policies allow on one side. Throws when there is none that refuses the rest. */
export const allowed = (documents: readonly Document[], side: Side): Connection[] => {
  const pods = podsOf(documents)
  const connections: Connection[] = []
  let refused = false
  for (const { kind, metadata, spec } of documents) {
    if (kind === 'CiliumNetworkPolicy') {
      const chosen = [...pods].filter(([, labels]) => isChosen(labels, fields(fields(spec).endpointSelector)))
      if (chosen.length === 0) throw new Error(`the policy ${metadata.name} is about nobody`)
      for (const { fromEntities, toEntities, toPorts } of list(fields(spec)[side]).map(fields)) {
        const other = `cilium's ${list(fromEntities ?? toEntities)}`
        for (const { port } of list(toPorts).flatMap((one) => list(fields(one).ports).map(fields)))
          for (const [own] of chosen)
            connections.push(side === 'egress' ? connection(own, other, port) : connection(other, own, port))
      }
    }
    if (kind !== 'NetworkPolicy') continue
    const { podSelector, policyTypes, ...rules } = fields(spec)
    const chosen = [...pods].filter(([, labels]) => isChosen(labels, fields(podSelector))).map(([name]) => name)
    if (chosen.length === 0) throw new Error(`the policy ${metadata.name} is about nobody`)
    if (Object.keys(fields(podSelector)).length === 0 && list(policyTypes).length === 2) refused = true
    for (const rule of list(rules[side]).map(fields)) {
      const peers = list(side === 'egress' ? rule.to : rule.from).map(fields)
      if (peers.length === 0) throw new Error(`the policy ${metadata.name} lets in everybody`)
      const others = peers.flatMap((peer) => peersOf(pods, peer))
      for (const own of chosen)
        for (const other of others)
          for (const { port } of list(rule.ports).map(fields))
            connections.push(side === 'egress' ? connection(own, other, port) : connection(other, own, port))
    }
  }
  if (!refused) throw new Error('nothing refuses what nobody allows')
  return [...new Set(connections)].toSorted()
}

const spoken: Record<string, object> = {
  ...{ auth: authMessages, tickets: ticketsMessages, orders: ordersMessages, payments: paymentsMessages },
}

/** Whom a speaker asks what they have heard: everybody who hears something of it, but for its own reminders. */
const listenersOf = (speaker: string) =>
  Object.keys(spoken[speaker] ?? {}).flatMap((type) =>
    deliveries[type as keyof typeof deliveries].flatMap((delivery) => (delivery.at ? [] : [delivery.to])),
  )

/** Addresses in a variable: several, with commas between them, or one for each listener. */
const addressesIn = (program: string, name: string, value: string): URL[] => {
  const filled =
    name === 'MESSAGES_URL' ? listenersOf(program).map((to) => value.replaceAll('{service}', to)) : value.split(',')
  return filled.filter((address) => /^(https?|postgresql|redis):\/\//.test(address)).map((address) => new URL(address))
}

/** Every connection inside the namespace that the configuration makes somebody open, with the reason. */
export const needed = (documents: readonly Document[]): Map<Connection, string> => {
  const holdings = holdingsOf(documents, (_, key) =>
    key === 'uri' ? 'postgresql://holdfast:secret@database-rw:5432/holdfast' : 'secret',
  )
  const pods = podsOf(documents)
  const services = new Map<string, Fields>()
  for (const { kind, metadata, spec } of documents) {
    if (kind === 'Service') services.set(metadata.name, { matchLabels: fields(fields(spec).selector) })
    if (kind === 'Cluster') services.set(`${metadata.name}-rw`, { matchLabels: { 'cnpg.io/cluster': metadata.name } })
  }
  const found = new Map<Connection, string>()
  const note = (from: string, host: string, port: string, reason: string) => {
    const selector = services.get(host)
    if (!selector) return
    for (const [to, labels] of pods) if (isChosen(labels, selector)) found.set(connection(from, to, port), reason)
  }
  for (const document of documents) {
    if (!podOf(document)) continue
    const from = document.metadata.name
    const { given } = environmentOf(appOf(document), holdings)
    for (const [name, value] of Object.entries(given))
      for (const { hostname, port } of addressesIn(from, name, value)) note(from, hostname, port, `${from}: ${name}`)
  }
  for (const { kind, metadata, data } of documents) {
    if (kind !== 'ConfigMap' || !metadata.name.startsWith('collector')) continue
    const config = parse(text(fields(data)['config.yaml'])) as Fields
    const jobs = list(at(config, 'receivers', 'prometheus', 'config', 'scrape_configs')).map(fields)
    for (const { names, port } of jobs.flatMap((job) => list(job.dns_sd_configs).map(fields)))
      for (const host of list(names)) note('collector', text(host), String(port), 'metrics')
  }
  if (documents.some(isCluster))
    for (const port of [5432, 8000]) found.set(connection('database', 'database', port), 'replication')
  return found
}

const isCluster = (document: Document) => document.kind === 'Cluster' && isFields(document.spec)
