/** An id, short enough for a line: its end is what tells it from others. In full for whoever points at it. */
export const ShortId = ({ label, id }: { label: string; id: string }) => (
  <span className="text-sm text-muted">
    {label}{' '}
    <span title={id} className="font-mono">
      {id.slice(0, 4)}…{id.slice(-8)}
    </span>
  </span>
)
