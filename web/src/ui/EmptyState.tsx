import type { ReactNode } from 'react'

type Props = { picture?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }

export const EmptyState = ({ picture, title, children, action }: Props) => (
  <div className="flex flex-col items-center gap-4 rounded-card border-2 border-dashed border-line px-6 py-14 text-center">
    {picture}
    <h2 className="text-2xl">{title}</h2>
    {children && <div className="max-w-prose text-muted">{children}</div>}
    {action}
  </div>
)
