import type { ReactNode } from 'react'

/** The name of a page. It takes the focus when the page is entered, so that a screen reader begins there. */
export const Heading = ({
  children,
  className = 'text-4xl sm:text-5xl',
}: {
  children: ReactNode
  className?: string
}) => (
  <h1 tabIndex={-1} className={className}>
    {children}
  </h1>
)
