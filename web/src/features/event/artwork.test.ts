import { expect, test } from 'vitest'
import { designOf, motifs } from './artwork.ts'

const ids = Array.from({ length: 200 }, (_, n) => `evt_0198c0ffee00700${n.toString(16).padStart(17, '0')}`)

test('an event looks the same every time', () => {
  const [once, again] = [designOf('evt_1'), designOf('evt_1')]
  expect(again.motif).toBe(once.motif)
  expect(again.palette).toBe(once.palette)
  expect([again.random(), again.random()]).toEqual([once.random(), once.random()])
})

test('neighbours look different, and every motif is used', () => {
  const designs = ids.map(designOf)
  expect(new Set(designs.map(({ motif }) => motif)).size).toBe(motifs.length)
  expect(new Set(designs.map(({ motif, palette }) => motif + palette[0])).size).toBeGreaterThan(40)
})
