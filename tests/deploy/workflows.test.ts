import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { readConfig, workerNames } from '../../scripts/deploy/workers.ts'
import { refusals } from './refusals.ts'
import { root, steps, workflows } from './workflows.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test('the workflows are there', () => {
  expect(workflows.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['ci.yml', 'codeql.yml', 'deploy-edge.yml', 'preview.yml']),
  )
})

test.each(workflows)('GitHub has nothing against $file', async ({ file, text }) => {
  expect(await refusals(file, text)).toEqual([])
})

describe('control: GitHub’s parser', () => {
  const ci = workflows.find(({ file }) => file === 'ci.yml')?.text ?? ''
  test.each([
    ['a key it does not know', ci.replace('timeout-minutes:', 'timeout-minute:')],
    ['a permission there is none of', ci.replace('contents: read', 'contents: reed')],
    ['a function there is none of', ci.replace("github.event_name == 'pull_request'", 'isPullRequest()')],
    ['a key that no step has', ci.replace('- run: npm test', '- run: npm test\n        shel: bash')],
  ])('refuses %s', async (_, broken) => {
    expect(broken).not.toBe(ci)
    expect(await refusals('broken.yml', broken)).not.toEqual([])
  })
})

test('every action is pinned to a commit, with the version it is beside it', () => {
  const loose = workflows.flatMap(({ file, text }) =>
    [...text.matchAll(/uses:\s*(.+)$/gm)]
      .map(([, uses = '']) => uses.trim())
      .filter((uses) => !uses.startsWith('./') && !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))
      .map((uses) => `${file}: ${uses}`),
  )
  expect(loose).toEqual([])
})

test('one action has one version everywhere', () => {
  const versions = new Map<string, Set<string>>()
  for (const { uses } of steps(workflows)) {
    const [action, version = ''] = uses?.split('@') ?? []
    if (action !== undefined) versions.set(action, (versions.get(action) ?? new Set()).add(version))
  }
  expect([...versions].filter(([, known]) => known.size > 1).map(([action]) => action)).toEqual([])
})

test('nothing is allowed that a job does not ask for, and each says how long it may take', () => {
  const generous = workflows.flatMap(({ file, permissions, concurrency, jobs }) => [
    ...(permissions && Object.keys(permissions).length === 0 ? [] : [`${file}: permissions begin with {}`]),
    ...(concurrency ? [] : [`${file}: no concurrency`]),
    ...Object.entries(jobs).flatMap(([job, { permissions: asked, 'timeout-minutes': minutes }]) => [
      ...(asked ? [] : [`${file}, ${job}: no permissions`]),
      ...(minutes ? [] : [`${file}, ${job}: no timeout-minutes`]),
    ]),
  ])
  expect(generous).toEqual([])
})

test('who checks out leaves no credentials behind', () => {
  const kept = steps(workflows).filter(
    (step) => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
  )
  expect(kept.map(({ where }) => where)).toEqual([])
})

test('no script is put together from what somebody outside wrote', () => {
  // In `run`, an expression is pasted before the shell reads it; by way of `env` it stays a value.
  expect(
    steps(workflows)
      .filter(({ run }) => run?.includes('${{'))
      .map(({ where }) => where),
  ).toEqual([])
})

describe('what a workflow runs', () => {
  const runs = steps(workflows).flatMap(({ where, run }) =>
    (run ?? '').split(/\n|&&|;/).map((line) => ({ where, line: line.trim() })),
  )

  test('is a script of package.json', () => {
    const named = runs.flatMap(({ where, line }) => {
      const script =
        /\b(?:bun(?:@[\d.]+)?|npm) run ([\w:-]+)/.exec(line)?.[1] ?? (line === 'npm test' ? 'test' : undefined)
      return script === undefined ? [] : [{ where, script }]
    })
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter(({ script }) => !(script in manifest.scripts))).toEqual([])
  })

  test('is by the Bun that package.json names', () => {
    const versions = runs.flatMap(({ line }) => [...line.matchAll(/bun@[\d.]+/g)].map(([version]) => version))
    expect(new Set(versions)).toEqual(new Set([manifest.packageManager]))
  })

  test('is about files that are there', () => {
    const paths = runs.flatMap(({ where, line }) =>
      [...line.matchAll(/(?<![\w/.@-])((?:tests|scripts|selfhost|k8s|docs|workers|wrangler|drizzle)\/[\w./-]+)/g)].map(
        ([, path = '']) => ({ where, path }),
      ),
    )
    expect(paths.filter(({ path }) => !existsSync(join(root, path)))).toEqual([])
  })

  test('follows workflows by names they have', () => {
    const names = new Set(workflows.map(({ name }) => name))
    const followed = workflows.flatMap(({ on }) => on.workflow_run?.workflows ?? [])
    expect(followed.filter((name) => !names.has(name))).toEqual([])
  })
})

const NAMED = /\b(secrets|vars)\.([A-Z][A-Z0-9_]*)/g
const namedIn = (text: string) => new Set([...text.matchAll(NAMED)].map(([, , name = '']) => name))

describe('secrets and variables', () => {
  const docs = ['docs/deploy-cloudflare.md', 'docs/deploy-kubernetes.md']
    .filter((page) => existsSync(join(root, page)))
    .map((page) => readFileSync(join(root, page), 'utf8'))
    .join('\n')

  test.each(workflows)('all that $file needs are documented', ({ text }) => {
    const silent = [...namedIn(text)].filter((name) => name !== 'GITHUB_TOKEN' && !docs.includes(`\`${name}\``))
    expect(silent).toEqual([])
  })

  test('a secret is given to the step that needs it, never to a whole job or workflow', () => {
    const wide = workflows.flatMap((workflow) => {
      const { file, jobs } = workflow
      const { env } = workflow as { env?: object }
      const holders = [
        [file, env],
        ...Object.entries(jobs).map(([job, at]) => [`${file}, ${job}`, 'env' in at ? at.env : {}]),
      ]
      return holders.filter(([, held]) => JSON.stringify(held ?? {}).includes('secrets.')).map(([where]) => where)
    })
    expect(wide).toEqual([])
  })

  test('who has secrets is in an environment, where their use can be bound to a branch or a person', () => {
    const loose = workflows.flatMap(({ file, jobs }) =>
      Object.entries(jobs)
        .filter(([, job]) => /secrets\.(?!GITHUB_TOKEN)/.test(JSON.stringify(job)) && !job.environment)
        .map(([job]) => `${file}, ${job}`),
    )
    expect(loose).toEqual([])
  })

  test('deploying is given every secret that a worker requires, or what it follows from', () => {
    const required = new Set(workerNames().flatMap((name) => readConfig(name, 'production').secrets.required))
    const deploy = workflows.find(({ file }) => file === 'deploy-edge.yml')
    const given = namedIn(deploy?.text ?? '')
    expect([...required].filter((name) => !given.has(name) && !/_DATABASE_URL$/.test(name))).toEqual([])
  })
})

test('dependencies are looked after: actions and packages, none of them on the day it is published', () => {
  const Update = z.object({
    'package-ecosystem': z.enum(['bun', 'github-actions', 'docker']),
    directory: z.literal('/'),
    schedule: z.object({ interval: z.enum(['daily', 'weekly', 'monthly']) }),
    cooldown: z.object({ 'default-days': z.int().min(3), 'semver-major-days': z.int().optional() }),
    'open-pull-requests-limit': z.int().optional(),
    groups: z.record(
      z.string(),
      z.strictObject({
        'dependency-type': z.enum(['production', 'development']).optional(),
        'update-types': z.array(z.enum(['major', 'minor', 'patch'])).optional(),
        patterns: z.array(z.string()).optional(),
      }),
    ),
  })
  const Dependabot = z.strictObject({ version: z.literal(2), updates: z.array(z.strictObject(Update.shape)) })
  const { updates } = Dependabot.parse(parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')))
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(
    expect.arrayContaining(['bun', 'github-actions']),
  )
})
