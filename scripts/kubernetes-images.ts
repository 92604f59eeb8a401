import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { images } from './images.ts'

// `bun run k8s:images <overlay> <image@digest> …`: names the images of an overlay by their content, each line as
// `ghcr.io/you/holdfast-orders@sha256:…`. All of them, or nothing is written.

const [overlay = '', ...named] = process.argv.slice(2)
const file = resolve(import.meta.dirname, '../k8s/overlays', overlay, 'kustomization.yaml')
const NAMED = /^(.+[/-])([\w-]+?)@(sha256:[0-9a-f]{64})$/

const digestOf = (image: string) => {
  for (const text of named) {
    const [name = '', digest = ''] = text.split('@')
    if (NAMED.test(text) && (name.endsWith(`-${image}`) || name.endsWith(`/${image}`))) return { name, digest }
  }
  return undefined
}

const found = Object.keys(images).map((image) => ({ image, is: digestOf(image) }))
const lost = found.filter(({ is }) => is === undefined).map(({ image }) => image)
if (lost.length > 0) {
  console.error(`there is no image with a digest for ${lost.join(', ')}`)
  process.exitCode = 1
} else {
  const document = parseDocument(readFileSync(file, 'utf8'))
  const list = found.map(({ image, is }) => ({ name: `holdfast/${image}`, newName: is?.name, digest: is?.digest }))
  document.set('images', document.createNode(list))
  writeFileSync(file, document.toString({ lineWidth: 0 }))
}
