import { setTimeout as sleep } from 'node:timers/promises'
import { type Container, type Layout, startContainer } from '#local/container'
import { at, type Fields, fields, list, text } from './kustomize/document.ts'
import type { Endpoint } from './service.ts'

/** Seconds of probes and hooks pass this much quicker here than in a cluster; what the programs themselves wait for does not. */
export const PACE = 0.1
const pace = (seconds: number) => sleep(seconds * 1000 * PACE)

/** How long it takes until everybody has heard that an endpoint is gone; the hook has to outlast it. */
const HEARSAY_SECONDS = 3

export type Pod = {
  name: string
  endpoint: Endpoint
  /** Of the container that runs now. */
  pid(): number
  logs(): string
  /** Resolves once it is ready for the first time; rejects when it ends before. */
  ready: Promise<void>
  /** SIGKILL, as the kernel does it when memory is short; the kubelet starts the container again. */
  crash(): void
  /** As the kubelet does it: out of the endpoints (of which everybody hears in a while), hook, SIGTERM, and SIGKILL after the grace. */
  terminate(): Promise<{ name: string; code: number | null }>
}

const answers = async (probe: Fields, port: number): Promise<boolean> => {
  const path = text(at(probe, 'httpGet', 'path'))
  const signal = AbortSignal.timeout(Number(probe.timeoutSeconds ?? 1) * 1000)
  const headers = { connection: 'close' }
  return fetch(`http://127.0.0.1:${port}${path}`, { signal, headers }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Runs a pod of one container and obeys its probes. `port` is its own on this machine, where all pods share one address. */
export const runPod = (
  layout: Layout,
  {
    name,
    image,
    env,
    port,
    pod,
  }: { name: string; image: string; env: Record<string, string>; port: number; pod: Fields },
): Pod => {
  const container = fields(list(pod.containers)[0])
  const args = list(container.args).map(text)
  const endpoint: Endpoint = { port, ready: false }
  let said = ''
  let leaving = false
  let running: Container
  const start = () => {
    running = startContainer(layout, { name, image, args, env: { ...env, PORT: String(port) } })
    const { ended, logs } = running
    void ended.then((code) => {
      said += logs()
      if (leaving) return
      said += `${name} ended with ${code} and is started again\n`
      start()
    })
  }
  start()

  const startup = fields(container.startupProbe)
  const readiness = fields(container.readinessProbe)
  const untilReady = async () => {
    for (let failures = 0; !(await answers(startup, port)); failures++) {
      if (failures > Number(startup.failureThreshold))
        throw new Error(`${name} does not start:\n${said}${running.logs()}`)
      await pace(Number(startup.periodSeconds))
    }
    while (!(await answers(readiness, port))) await pace(Number(readiness.periodSeconds))
    endpoint.ready = true
  }
  const watch = async () => {
    for (let failures = 0; !leaving; await pace(Number(readiness.periodSeconds))) {
      failures = (await answers(readiness, port)) ? 0 : failures + 1
      if (leaving) return
      if (failures === 0) endpoint.ready = true
      else if (failures >= Number(readiness.failureThreshold)) endpoint.ready = false
    }
  }
  const ready = untilReady()
  ready.then(watch, () => {})

  return {
    name,
    endpoint,
    pid: () => running.pid,
    logs: () => said + running.logs(),
    ready,
    crash: () => running.signal('SIGKILL'),
    terminate: async () => {
      leaving = true
      const heard = pace(HEARSAY_SECONDS).then(() => {
        endpoint.ready = false
      })
      await pace(Number(at(container, 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0))
      running.signal('SIGTERM')
      const { ended } = running
      const late = new AbortController()
      const grace = sleep(Number(pod.terminationGracePeriodSeconds) * 1000, undefined, { signal: late.signal }).then(
        () => running.signal('SIGKILL'),
        () => {},
      )
      const code = await ended
      late.abort()
      await Promise.all([heard, grace])
      return { name, code }
    },
  }
}
