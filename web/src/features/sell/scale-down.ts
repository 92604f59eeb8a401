/** Why something somebody chose cannot be used as a picture. */
export type Unusable = 'not-a-picture' | 'too-large' | 'too-small'

export class UnusablePicture extends Error {
  override readonly name = 'UnusablePicture'
  readonly why: Unusable
  constructor(why: Unusable) {
    super(why)
    this.why = why
  }
}

type Size = { width: number; height: number }
type Wanted = { width: number; bytes: number }

/** For the page and for a card: how wide at the most, and how heavy. The service asks for no more (`artwork` in its API). */
const LARGE: Wanted = { width: 1600, bytes: 300 * 1024 }
const SMALL: Wanted = { width: 640, bytes: 60 * 1024 }
const TALLEST = 2000
/** Less looks torn on a page. */
export const LEAST_WIDTH = 400
/** What a browser is asked to open at all, so that a phone does not run out of memory. */
export const MOST_BYTES = 40 * 1024 * 1024

/** As large as it may be, and never larger than it is. */
export const fitted = ({ width, height }: Size, most: Pick<Wanted, 'width'>): Size => {
  const scale = Math.min(1, most.width / width, TALLEST / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

const drawn = (picture: ImageBitmap, { width, height }: Size) => {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const pen = canvas.getContext('2d', { alpha: false })
  if (!pen) throw new UnusablePicture('too-large')
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, width, height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(picture, 0, 0, width, height)
  return canvas
}

const blobOf = (canvas: HTMLCanvasElement, type: string, quality: number) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality))

/** WebP where the browser can write it, else JPEG: Safari answers with a PNG. */
const encoded = async (canvas: HTMLCanvasElement, quality: number) => {
  const webp = await blobOf(canvas, 'image/webp', quality)
  return webp?.type === 'image/webp' ? webp : blobOf(canvas, 'image/jpeg', quality)
}

const QUALITIES = [0.84, 0.76, 0.68, 0.58, 0.48, 0.38]

const scaled = async (picture: ImageBitmap, wanted: Wanted): Promise<Blob> => {
  // What stays too heavy at every quality gets smaller.
  for (let { width } = wanted; width >= 160; width = Math.round(width * 0.8)) {
    const canvas = drawn(picture, fitted(picture, { width }))
    for (const quality of QUALITIES) {
      const blob = await encoded(canvas, quality)
      if (blob && blob.size <= wanted.bytes) return blob
    }
  }
  throw new UnusablePicture('too-large')
}

/**
 * A picture from this device in two sizes, as light as they have to be. It is drawn anew, and so nothing goes along that is not the
 * picture: neither where it was taken nor with what. Throws `UnusablePicture`.
 */
export const scaleDown = async (file: File): Promise<{ large: Blob; small: Blob }> => {
  if (file.size > MOST_BYTES) throw new UnusablePicture('too-large')
  const picture = await createImageBitmap(file).catch(() => {
    throw new UnusablePicture('not-a-picture')
  })
  try {
    const { width, height } = fitted(picture, SMALL)
    if (picture.width < LEAST_WIDTH || width < 100 || height < 100) throw new UnusablePicture('too-small')
    return { large: await scaled(picture, LARGE), small: await scaled(picture, SMALL) }
  } finally {
    picture.close()
  }
}
