import type { ReactNode } from 'react'
import { Banner } from '../../ui/Banner.tsx'
import { explain } from './explain.ts'

/** A refusal, said where it happened. */
export const Problem = ({ error, action }: { error: unknown; action?: ReactNode }) => {
  const { title, detail, requestId } = explain(error)
  return (
    <Banner tone="bad" role="alert" title={title} action={action}>
      {detail}
      {requestId && <span className="block text-sm text-muted">Reference {requestId}</span>}
    </Banner>
  )
}
