import { memo, useState } from 'react'
import { pictureUrl } from '../../api/pictures.ts'
import type { Artwork as Pictured } from '../../api/types.ts'
import { designOf } from './artwork.ts'
import { draw } from './motifs.tsx'

const Drawn = ({ id, className }: { id: string; className: string }) => {
  const design = designOf(id)
  return (
    <svg viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" className={`block ${className}`} aria-hidden="true">
      <rect width="320" height="180" fill={design.palette[0]} />
      {draw[design.motif](design)}
    </svg>
  )
}

type Props = {
  id: string
  /** The seller's own picture; where there is none, one is drawn. */
  picture?: Pictured | null
  className?: string
  /** How wide it is drawn, as in `sizes` of an image. */
  sizes?: string
  /** It is what the page is about: fetched first, and said to who cannot see it. Elsewhere the title beside it says everything. */
  isMain?: boolean
}

/** The face of an event. It fills the place it is given, so that nothing moves when it comes. */
export const Artwork = memo(({ id, picture, className = '', sizes = '100vw', isMain = false }: Props) => {
  const [failed, setFailed] = useState<string>()
  if (!picture || failed === picture.large.id) return <Drawn id={id} className={className} />
  const { large, small, alt } = picture
  return (
    <img
      src={pictureUrl(large.id)}
      srcSet={`${pictureUrl(small.id)} ${small.width}w, ${pictureUrl(large.id)} ${large.width}w`}
      sizes={sizes}
      width={large.width}
      height={large.height}
      alt={isMain ? alt : ''}
      loading={isMain ? 'eager' : 'lazy'}
      fetchPriority={isMain ? 'high' : 'auto'}
      decoding="async"
      onError={() => setFailed(large.id)}
      className={`block bg-sunken object-cover ${className}`}
    />
  )
})
