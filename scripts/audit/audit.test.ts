import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { serve } from '#local/serve'
import { home } from '../packages/installed.ts'
import type { Ignored } from './ignored.ts'
import { judge } from './judge.ts'

const advisory = (id: string, severity: string) => ({
  ...{ id: 1, url: `https://github.com/advisories/GHSA-${id}`, title: 'A hole', severity },
  ...{ vulnerable_versions: '<99.0.0', cwe: [], cvss: { score: 0, vectorString: null } },
})

/** The script itself, with the Bun that we pin, before a registry that answers so. */
const audit = async (answer: (asked: Record<string, string[]>) => Response) => {
  const registry = await serve(async (request) => {
    const bytes = new Uint8Array(await request.arrayBuffer())
    const body = request.headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes
    return new URL(request.url).pathname.endsWith('/advisories/bulk')
      ? answer(JSON.parse(new TextDecoder().decode(body)))
      : new Response(null, { status: 404 })
  })
  try {
    const { HTTP_PROXY: _, HTTPS_PROXY: __, http_proxy: ___, https_proxy: ____, ...env } = process.env
    const child = spawn(process.execPath, ['scripts/audit.ts'], {
      cwd: home,
      env: { ...env, BUN_CONFIG_REGISTRY: registry.url },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    const [code] = await once(child, 'close')
    return { code, said }
  } finally {
    await registry.stop()
  }
}

// A process of its own each time, beside whatever else runs.
describe('the audit', { timeout: 60_000 }, () => {
  test('asks about everything that is installed, and passes when nothing is known', async () => {
    const asked: string[] = []
    const { code, said } = await audit((packages) => {
      asked.push(...Object.keys(packages))
      return Response.json({})
    })
    expect({ code, said: said.trim() }).toEqual({ code: 0, said: 'nothing serious is known of what is deployed' })
    expect(asked).toEqual(expect.arrayContaining(['hono', 'react', 'vitest', 'postgres-array']))
  })

  test('fails for what is serious and deployed, also where only a browser is sent it, and tells the rest', async () => {
    const { code, said } = await audit(() =>
      Response.json({
        react: [advisory('aaaa-aaaa-aaaa', 'critical')],
        hono: [advisory('bbbb-bbbb-bbbb', 'moderate')],
        vitest: [advisory('cccc-cccc-cccc', 'critical')],
      }),
    )
    expect(code).toBe(1)
    expect(said).toMatch(/^critical: react <99\.0\.0 \(deployed\): A hole, https:.*GHSA-aaaa-aaaa-aaaa$/m)
    expect(said).toMatch(/^moderate: hono/m)
    expect(said).toMatch(/^critical: vitest .*\(worked with\)/m)
    expect(said).toContain('1 to mend')
  })

  test.each([
    ['refuses', () => new Response('not here', { status: 405 })],
    ['answers something else', () => new Response('<html>')],
  ])('fails when the registry %s', async (_, answer) => {
    const { code, said } = await audit(answer)
    expect(code).toBe(1)
    expect(said).toMatch(/^the registry could not be asked: /)
  })
})

describe('what is ignored', () => {
  const report = { hono: [{ ...advisory('bbbb-bbbb-bbbb', 'high'), severity: 'high' as const }] }
  const entry: Ignored = {
    ...{ advisory: 'GHSA-bbbb-bbbb-bbbb', package: 'hono', because: 'the part it is in is not used here' },
    until: '2026-12-31',
  }
  const judged = (ignored: Ignored[], found: Parameters<typeof judge>[0] = report) =>
    judge(found, { deployed: new Set(['hono']), ignored, today: '2026-11-25' })

  test('counts until its day, and is told each time', () => {
    expect(judged([entry]).wrong).toEqual([])
    expect(judged([{ ...entry, until: '2026-11-25' }]).wrong).toEqual([])
    expect(judged([entry]).known).toEqual([expect.stringMatching(/; ignored until 2026-12-31: the part it is in/)])
  })

  test.each([
    ['a day that is over', { until: '2026-11-24' }, /look at it again/],
    ['a day far away', { until: '2027-06-01' }, /name a day within 92/],
    ['no day', { until: 'never' }, /name a day within 92/],
    ['no reason', { because: ' ' }, /nobody says why/],
  ])('does not count with %s', (_, change, says) => {
    expect(judged([{ ...entry, ...change }]).wrong).toEqual([
      expect.stringMatching(says),
      expect.stringMatching(/^high: hono/),
    ])
  })

  test('counts for one advisory of one package alone', () => {
    for (const other of [{ advisory: 'GHSA-cccc-cccc-cccc' }, { package: 'jose' }] as const)
      expect(judged([{ ...entry, ...other }]).wrong).toEqual([expect.stringMatching(/^high: hono/)])
  })

  test('is taken out once nobody knows of it any more', () => {
    expect(judged([entry], {})).toEqual({ wrong: [], known: [expect.stringMatching(/take it out of the list/)] })
  })
})
