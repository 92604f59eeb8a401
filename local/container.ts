import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { bun } from '#local/on-bun'
import { buildImage } from '../scripts/images.ts'

/*
 * What a container runtime does with our images, as far as it can be done with a process: the image's own files in a folder
 * that nobody may write to, the image's user, its arguments, and no variable but those it was given.
 *
 * Left out: a root of its own (the process could read what else its user may read), limits on memory and processor, and
 * network policies.
 */

/** The user of the images: `nonroot` of the distroless base. */
const NONROOT = 65532

/** Content of images, laid out in a folder: Bun once, and one folder for each image's `/app`. */
export type Layout = { bun: string; app(image: string): string }

const readOnly = async (path: string): Promise<void> => {
  const entry = await stat(path)
  if (entry.isDirectory()) for (const name of await readdir(path)) await readOnly(join(path, name))
  await chmod(path, entry.isDirectory() ? 0o555 : 0o444)
}

/** Takes away what `layOut` made: read-only folders do not let go of what is in them. */
export const remove = async (dir: string): Promise<void> => {
  const open = async (path: string): Promise<void> => {
    await chmod(path, 0o755)
    const below = await readdir(path, { withFileTypes: true })
    await Promise.all(below.filter((entry) => entry.isDirectory()).map(({ name }) => open(join(path, name))))
  }
  await open(dir)
  await rm(dir, { recursive: true, force: true })
}

/** Makes the content of these images in `dir`, read-only, by the steps of the Containerfile. */
export const layOut = async (dir: string, images: readonly string[]): Promise<Layout> => {
  const layout = { bun: join(dir, 'bun'), app: (image: string) => join(dir, image, 'app') }
  await mkdir(dir, { recursive: true })
  // A hundred megabytes need not be written anew where a second name for them does.
  await link(bun(), layout.bun).catch(() => copyFile(bun(), layout.bun))
  for (const image of images) {
    buildImage(image, layout.app(image), bun())
    await readOnly(layout.app(image))
  }
  return layout
}

export type Container = {
  name: string
  pid: number
  logs(): string
  /** The exit code; null when a signal ended it. */
  ended: Promise<number | null>
  signal(name: 'SIGTERM' | 'SIGKILL'): void
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export type ContainerSpec = { name: string; image: string; args: readonly string[]; env: Record<string, string> }

/** Starts a container of an image with these arguments for Bun (`/app/…` is the image's folder) and these variables alone. */
export const startContainer = (layout: Layout, { name, image, args, env }: ContainerSpec): Container => {
  const app = layout.app(image)
  const inPlace = (text: string) => (text.startsWith('/app') ? app + text.slice('/app'.length) : text)
  const user = userInfo().uid === 0 ? { uid: NONROOT, gid: NONROOT } : {}
  const given = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, inPlace(value)]))
  const child = spawn(layout.bun, args.map(inPlace), {
    cwd: app,
    env: given,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  running.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { name, pid: child.pid ?? 0, logs: () => said, ended, signal: (signal) => child.kill(signal) }
}

/** Memory of a process that is in RAM, in bytes: all of it, and what is its own alone (the rest is Bun's file, shared). */
export const memoryOf = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  return { resident: kilobytes('VmRSS') * 1024, own: kilobytes('RssAnon') * 1024 }
}
