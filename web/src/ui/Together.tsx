import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

/** A question of a page: open until it is answered or has failed once. */
export type Asked = { isPending: boolean; failureCount: number }

type Props = {
  of: readonly Asked[]
  /** As large as what comes. */
  skeleton: ReactNode
  /** Asked for only when it is drawn: the pieces, each reading its own answer. */
  children: () => ReactNode
}

/** Pieces that come one after the other push each other about. These appear together, and none waits for one that fails. */
export const Together = ({ of, skeleton, children }: Props) =>
  of.some(({ isPending, failureCount }) => isPending && failureCount === 0) ? (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">
        <Trans>Loading</Trans>
      </span>
      {skeleton}
    </div>
  ) : (
    children()
  )
