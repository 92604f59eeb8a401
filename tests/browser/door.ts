import decodeQR from 'qr/decode.js'
import type { Visitor } from './visitor.ts'

/** Runs in the page: the code that is on it as a camera sees it, a square of pixels. */
const pixelsOf = async (svg: Element) => {
  const size = 290
  const picture = new Image()
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
  await picture.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size })
  const paper = canvas.getContext('2d')
  if (!paper) throw new Error('there is no canvas')
  paper.fillStyle = 'white'
  paper.fillRect(0, 0, size, size)
  paper.drawImage(picture, 0, 0, size, size)
  return { width: size, height: size, data: [...paper.getImageData(0, 0, size, size).data] }
}

/** What a scanner reads from a code on the page. */
export const readsCode = async ({ page }: Visitor, name: string | RegExp) => {
  const image = page.getByRole('img', { name }).last()
  const { data, ...size } = await image.evaluate(pixelsOf)
  return decodeQR({ ...size, data: Uint8Array.from(data) })
}

/** Runs before a page: a camera, and a browser that reads from it whatever `window.inSight` says. */
export const pretendCamera = () => {
  const seen = window as typeof window & { inSight?: string }
  class Reader {
    static getSupportedFormats = async () => ['qr_code']
    detect = async () => (seen.inSight ? [{ rawValue: seen.inSight }] : [])
  }
  const canvas = document.createElement('canvas')
  // A picture that does not change is no film, and does not begin.
  setInterval(() => canvas.getContext('2d')?.fillRect(0, 0, 9, 9), 50)
  Object.assign(window, { BarcodeDetector: Reader })
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream()
}
