import { buildImage } from './images.ts'

// `bun scripts/build-image.ts <image> <folder>`: the step of the Containerfile that makes what is in an image.

const [name = '', folder = ''] = process.argv.slice(2)
buildImage(name, folder, process.execPath)
