import { deploy } from './deploy/run.ts'

// `bun run deploy`: brings a store to Cloudflare, or says why it will not.

process.exitCode = await deploy(process.argv.slice(2), (text) => process.stdout.write(text)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
