import decodeQR from 'qr/decode.js'
import type { Visitor } from './visitor.ts'

const PIXELS = 4

/** What a telephone's camera reads off a code that is drawn on the page as one path of dark modules. */
export const readsCode = async ({ page }: Visitor, label: string): Promise<string> => {
  const svg = page.getByRole('img', { name: label })
  const side = Number((await svg.getAttribute('viewBox'))?.split(' ')[2]) * PIXELS
  const path = (await svg.locator('path').getAttribute('d')) ?? ''
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let row = Number(y) * PIXELS; row < (Number(y) + 1) * PIXELS; row++) {
      const [from, to] = [Number(x) * PIXELS, (Number(x) + Number(width)) * PIXELS]
      for (let column = from; column < to; column++)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
    }
  }
  return decodeQR({ width: side, height: side, data })
}
