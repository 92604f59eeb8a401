import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import packed, { inflate } from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'
import { type Visit, Visitor } from './visitor.ts'

const root = resolve(import.meta.dirname, '../..')
const shelf = join(root, 'node_modules/.cache')
const packageDir = join(root, 'node_modules/@sparticuz/chromium')

/** Every switch the package recommends, but for those that would make it another browser than people have. */
const WITHOUT = ['--single-process', '--disable-web-security', '--allow-running-insecure-content']
/** And but for the imitation of a graphics card: masks and shadows take it seconds where drawing without a card takes none. */
const IMITATED_CARD = [
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]
const switches = packed.args.filter((arg) => ![...WITHOUT, ...IMITATED_CARD].includes(arg)).concat(QUIET)

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

// Only the fonts that come with the browser, so that a page is as wide on every machine.
const fontsConfig = (home: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`

/** The package unpacks into the temporary folder, for whoever comes first; here it gets one of its own for a moment. */
const unpackInto = async (dir: string) => {
  const before = process.env.TMPDIR
  process.env.TMPDIR = dir
  try {
    await packed.executablePath()
    await inflate(join(packageDir, 'bin/al2023.tar.br'))
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Where the browser is, with its libraries and fonts; unpacked once, and kept beside the packages. */
const unpacked = async (): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  const home = join(shelf, `chromium-${version}`)
  if (await exists(home)) return home
  await mkdir(shelf, { recursive: true })
  const fresh = await mkdtemp(`${home}-`)
  try {
    await unpackInto(fresh)
    await writeFile(join(fresh, 'fonts.conf'), fontsConfig(home))
    await rename(fresh, home)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another test file may have been faster; then its copy will do.
    if (!(await exists(home))) throw error
  }
  return home
}

/** A real browser, without a window. What people do in it is a `Visitor` each, who share nothing. */
export class Chromium implements AsyncDisposable {
  readonly visitors: Visitor[] = []
  #browser: Awaited<ReturnType<typeof driver.launch>>
  #dir: string

  private constructor(browser: Awaited<ReturnType<typeof driver.launch>>, dir: string) {
    this.#browser = browser
    this.#dir = dir
  }

  static async start(): Promise<Chromium> {
    const home = await unpacked()
    const dir = await mkdtemp(join(tmpdir(), 'holdfast-browser-'))
    try {
      const browser = await driver.launch({
        executablePath: join(home, 'chromium'),
        args: switches,
        artifactsDir: dir,
        env: {
          ...process.env,
          HOME: dir,
          TMPDIR: dir,
          XDG_CACHE_HOME: dir,
          XDG_CONFIG_HOME: dir,
          FONTCONFIG_FILE: join(home, 'fonts.conf'),
          LD_LIBRARY_PATH: join(home, 'al2023/lib'),
        },
        timeout: 60_000,
      })
      return new Chromium(browser, dir)
    } catch (error) {
      await rm(dir, { recursive: true, force: true })
      throw error
    }
  }

  /** Somebody opens the store in a browser of their own: no cookies but those they bring. */
  async visit(url: string, visit: Visit = {}): Promise<Visitor> {
    const visitor = await Visitor.open(this.#browser, url, visit)
    this.visitors.push(visitor)
    return visitor
  }

  async [Symbol.asyncDispose]() {
    await this.#browser.close()
    await rm(this.#dir, { recursive: true, force: true })
  }
}
