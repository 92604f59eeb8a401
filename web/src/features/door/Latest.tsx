import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Undo2 } from 'lucide-react'
import { type Admission, useUndo } from '../../api/door.ts'
import type { Id } from '../../api/types.ts'
import { clockTime } from '../../format/dates.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'
import { ticketWords } from './outcome.ts'

type Undo = ReturnType<typeof useUndo>

const Line = ({ admission: { id, at, ticket }, undo }: { admission: Admission; undo: Undo }) => {
  const words = ticketWords(ticket)
  return (
    <li className="flex min-h-14 items-center gap-3 border-t border-line py-1.5 first:border-0">
      <span className="figure text-muted">{clockTime(at)}</span>
      <span className="min-w-0 flex-1 font-semibold wrap-anywhere">{words}</span>
      <Button
        variant="quiet"
        className="px-3!"
        aria-label={t`Undo: ${words}`}
        busy={undo.isPending && undo.variables === id}
        onClick={() => undo.mutate(id)}
      >
        <Undo2 aria-hidden="true" className="size-5" />
        <Trans>Undo</Trans>
      </Button>
    </li>
  )
}

/** Who came last, at all doors, newest first; and the way back for whoever was let in by mistake. */
export const Latest = ({ event, latest }: { event: Id<'event'>; latest: readonly Admission[] }) => {
  const undo = useUndo(event)
  return (
    <section aria-labelledby="latest" className="rounded-card bg-surface p-5 shadow-raised">
      <h2 id="latest" className="text-section">
        <Trans>Let in last</Trans>
      </h2>
      {undo.isError && <Problem error={undo.error} />}
      <p role="status" className="sr-only">
        {undo.isSuccess && t`Taken back: ${ticketWords(undo.data.ticket)}`}
      </p>
      {latest.length === 0 ? (
        <p className="mt-2 text-muted">
          <Trans>Nobody yet.</Trans>
        </p>
      ) : (
        <ul className="mt-2">
          {latest.map((admission) => (
            <Line key={admission.id} admission={admission} undo={undo} />
          ))}
        </ul>
      )}
    </section>
  )
}
