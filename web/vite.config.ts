import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

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
    tailwindcss(),
    openApi,
  ],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    // The page's policy lets pictures and scripts come from our own origin only, so nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': process.env.HOLDFAST_API ?? 'http://127.0.0.1:8787' },
  },
})
