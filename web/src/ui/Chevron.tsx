import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

/** Draws the arrow of a select whose own one was taken away, since the native one cannot be moved off the edge. */
export const Chevron = ({ children }: { children: ReactNode }) => (
  <div className="relative">
    {children}
    <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-1/2 right-4 size-5 -translate-y-1/2" />
  </div>
)
