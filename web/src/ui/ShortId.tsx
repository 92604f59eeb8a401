type Props = {
  label: string
  id: string /** Where there is little room, the label is only heard. */
  isTight?: boolean
}

/** An id, short enough for a line: its end is what tells it from others. In full for whoever points at it. */
export const ShortId = ({ label, id, isTight = false }: Props) => (
  <span className="text-sm whitespace-nowrap text-muted">
    <span className={isTight ? 'max-sm:sr-only' : ''}>{label}</span>{' '}
    <span title={id} translate="no" className="font-mono">
      {id.slice(0, 4)}…{id.slice(-8)}
    </span>
  </span>
)
