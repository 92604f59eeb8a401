import type { ReactNode } from 'react'
import type { Design } from './artwork.ts'

/** Fills a picture of 320 by 180 whose ground is painted already. */
export type Draw = (design: Design) => ReactNode

export const range = (length: number) => Array.from({ length }, (_, n) => n)

/** One of the four inks, by chance. */
export const ink = ({ palette, random }: Design) => palette[1 + Math.floor(random() * 4)] ?? palette[1]

/** The inks in turn, beginning anywhere. */
export const inkAt = ({ palette }: Design, n: number) => palette[1 + (n % 4)] ?? palette[1]
