import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const standards: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}

/** Whatever can be found by rule alone: names, roles, contrast, order of headings. It is handed over past the page's policy. */
export const meetsNoBarrier = async ({ page }: Visitor) => {
  await page.evaluate(await source)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(standards)})`)
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}
