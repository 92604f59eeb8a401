import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'
import { images } from './images.ts'

// `bun run k8s:images <overlay> <image@digest> …`: names the images of an overlay by their content, each as
// `ghcr.io/you/holdfast-orders@sha256:…`. All of them, or nothing is written.

const NAMED = /^[\w./:-]+@sha256:[0-9a-f]{64}$/

/** A kustomization with these images. Throws with the names of those for which there is no digest. */
export const withImages = (kustomization: string, named: readonly string[]): string => {
  const digestOf = (image: string) => {
    const found = named.find((text) => NAMED.test(text) && new RegExp(`(/|holdfast-)${image}@`).test(text))
    const [newName, digest] = found?.split('@') ?? []
    return newName && digest ? { name: `holdfast/${image}`, newName, digest } : undefined
  }
  const lost = Object.keys(images).filter((image) => !digestOf(image))
  if (lost.length > 0) throw new Error(`there is no image with a digest for ${lost.join(', ')}`)
  const document = parseDocument(kustomization)
  document.set('images', document.createNode(Object.keys(images).map(digestOf)))
  return document.toString({ lineWidth: 0 })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [overlay = '', ...named] = process.argv.slice(2)
  const file = resolve(import.meta.dirname, '../k8s/overlays', overlay, 'kustomization.yaml')
  try {
    writeFileSync(file, withImages(readFileSync(file, 'utf8'), named))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
