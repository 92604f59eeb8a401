import { memo } from 'react'
import { designOf } from './artwork.ts'
import { draw } from './motifs.tsx'

/** Decoration only: the title beside it says everything. */
export const Artwork = memo(({ id, className = '' }: { id: string; className?: string }) => {
  const design = designOf(id)
  return (
    <svg viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" className={`block ${className}`} aria-hidden="true">
      <rect width="320" height="180" fill={design.palette[0]} />
      {draw[design.motif](design)}
    </svg>
  )
})
