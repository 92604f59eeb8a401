import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { isSubject, type Line, readLine, storyLines, tellStory } from './tell-story.ts'

// `bun run story <order or trace> [logfile…]`: what happened to an order, across all services, oldest first, from their logs.
// Without a file the lines are read from the standard input: `kubectl logs -l app=holdfast | bun run story ord_0198…`.

const [subject, ...files] = process.argv.slice(2)

const run = async () => {
  if (subject === undefined || !isSubject(subject)) {
    console.error(
      'Which story? `bun run story <order or trace> [logfile…]`, with an id such as ord_0198… or 32 digits of a trace.',
    )
    return 2
  }
  const lines: Line[] = []
  for (const input of files.length > 0 ? files.map((file) => createReadStream(file)) : [process.stdin]) {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = readLine(text)
      if (line) lines.push(line)
    }
  }
  const story = storyLines(lines, subject)
  for (const line of story.length > 0 ? [`${story[0]?.at}  ${subject}`, ...tellStory(story)] : []) console.log(line)
  if (story.length > 0) return 0
  console.error(`Nothing about ${subject} in ${lines.length} lines.`)
  return 1
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
