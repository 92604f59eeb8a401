import { readFileSync, writeFileSync } from 'node:fs'
import { openApi } from './openapi/document.ts'

// Writes docs/openapi.json from the routes, their schemas and their types; with --check, says whether it is still true.

const FILE = new URL('../docs/openapi.json', import.meta.url)
const text = `${JSON.stringify(openApi(), null, 1)}\n`

if (process.argv.includes('--check')) {
  const isTrue = readFileSync(FILE, 'utf8') === text
  console.log(isTrue ? 'the API is as described' : 'docs/openapi.json is not true any more: bun run openapi')
  process.exitCode = isTrue ? 0 : 1
} else {
  writeFileSync(FILE, text)
}
