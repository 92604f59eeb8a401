import type { ReactNode } from 'react'
import { useTitle } from '../../ui/use-title.ts'

type Width = 'narrow' | 'reading' | 'wide'
const widths: Record<Width, string> = { narrow: 'max-w-md', reading: 'max-w-3xl', wide: 'max-w-6xl' }

export const Page = ({ title, width = 'wide', children }: { title: string; width?: Width; children: ReactNode }) => {
  useTitle(title)
  return <div className={`mx-auto w-full px-4 py-8 sm:px-6 sm:py-12 ${widths[width]}`}>{children}</div>
}
