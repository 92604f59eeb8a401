import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What every page needs comes in one piece; what only some need, with them. A route's own page is split off by the router. */
const isEverywhere = (id: string) =>
  /web\/src\/(api|format|routes|features\/shell|ui\/(Badge|Banner|Button|EmptyState|Heading|Logo|Skeleton|Spinner|use-))/.test(
    id,
  ) &&
  !/api\/(sales|reports|seller|resend|own-event|operator|operator-money|openapi|account|passkeys|second-factor)\.ts/.test(
    id,
  ) &&
  !/format\/(calendar|fee|zoned-time)\.ts/.test(id) &&
  !id.includes('tsr-split')

/** The page itself is imported by a small entry that chooses the language; told of in the HTML, it comes beside it, not after it. */
const preloadApp: Plugin = {
  name: 'preload-app',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
      const app = chunks.find(({ name, isDynamicEntry }) => isDynamicEntry && name === 'app')
      const scripts = [app?.fileName, ...(app?.imports ?? [])]
        .filter((file) => file !== undefined)
        .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` } }))
      // Headings are drawn once, in the face they stay in.
      const face = Object.keys(bundle).find((file) => /-latin-wght-normal-[^/]*\.woff2$/.test(file))
      const font = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${face}` }
      return face ? [...scripts, { tag: 'link', attrs: font }] : scripts
    },
  },
}

/** The API's description is a file like any other: no worker carries it. */
const openApi: Plugin = {
  name: 'openapi',
  generateBundle() {
    const source = JSON.stringify(JSON.parse(readFileSync(here('../docs/openapi.json'), 'utf8')))
    this.emitFile({ type: 'asset', fileName: 'api/docs/openapi.json', source })
  },
}

export default defineConfig({
  root: here('.'),
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: here('src/routes'),
      generatedRouteTree: here('src/routeTree.gen.ts'),
      quoteStyle: 'single',
      addExtensions: 'tsx',
      disableLogging: true,
    }),
    react(),
    lingui({ cwd: here('.'), macroTransform: true, failOnCompileError: true }),
    preloadApp,
    tailwindcss(),
    openApi,
  ],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    // The page's policy lets pictures and scripts come from our own origin only, so nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(react|react-dom|scheduler|@tanstack|@lingui)\// },
            { name: 'store', test: isEverywhere },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': process.env.HOLDFAST_API ?? 'http://127.0.0.1:8787' },
  },
})
