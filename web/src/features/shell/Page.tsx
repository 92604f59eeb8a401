import type { ReactNode } from 'react'
import { useTitle } from '../../ui/use-title.ts'

type Width = 'narrow' | 'reading' | 'wide'
const widths: Record<Width, string> = { narrow: 'max-w-md', reading: 'max-w-3xl', wide: 'max-w-6xl' }

/** `lang`: of a page that is not put into words, whatever language the others speak. */
type Props = { title: string; width?: Width; lang?: string; children: ReactNode }

export const Page = ({ title, width = 'wide', lang, children }: Props) => {
  useTitle(title)
  return (
    <div lang={lang} className={`mx-auto w-full px-4 py-8 sm:px-6 sm:py-12 ${widths[width]}`}>
      {children}
    </div>
  )
}
