import { Link } from '@tanstack/react-router'
import { asAbout } from './words.ts'

type Props = { label: string; id: string }

/** An id, short enough for a line: its end is what tells it from others. In full for whoever points at it or listens. */
export const Id = ({ label, id }: Props) => {
  const prefix = id.includes('_') ? id.slice(0, 4) : ''
  const shown = `${prefix}…${id.slice(-8)}`
  const look = 'font-mono text-sm break-all'
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <span className="text-sm text-muted">{label}</span>
      {asAbout(id) === id ? (
        <Link
          to="/operator"
          search={{ about: id }}
          title={id}
          className={`${look} inline-flex min-h-6 items-center underline decoration-line underline-offset-4 hover:decoration-current`}
        >
          <span className="sr-only">Messages about {label.toLowerCase()} </span>
          {shown}
        </Link>
      ) : (
        <span title={id} className={look}>
          {shown}
        </span>
      )}
    </span>
  )
}
