import { readFileSync, writeFileSync } from 'node:fs'
import { openApi } from './openapi/document.ts'
import { routeTable } from './openapi/table.ts'

// Writes what the routes, their schemas and their types say of the API; with --check, says whether it is still true.

const files = {
  'docs/openapi.json': `${JSON.stringify(openApi(), null, 1)}\n`,
  'docs/routes.md': routeTable(),
}

for (const [name, text] of Object.entries(files)) {
  const file = new URL(`../${name}`, import.meta.url)
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not true any more: bun run openapi`)
    process.exitCode = 1
  }
}
