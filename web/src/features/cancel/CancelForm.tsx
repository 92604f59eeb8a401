import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { cancellationQuery } from '../../api/sales.ts'
import { useCancelEvent } from '../../api/tickets.ts'
import type { EventView } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Together } from '../../ui/Together.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Preview } from './Preview.tsx'
import { isTitle } from './words.ts'

const shortestReason = 3

/** Says what it comes to, asks why, and has the title typed: there is no way back. */
export const CancelForm = ({ event }: { event: EventView }) => {
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const cancel = useCancelEvent()
  const preview = useQuery(cancellationQuery(event.id))
  const isReason = reason.trim().length >= shortestReason
  const isSure = isTitle(typed, event.title)

  const submit = () => {
    setTried(true)
    if (isReason && isSure) return cancel.mutate({ event, reason: reason.trim() })
    document.getElementById(isReason ? 'cancel-title' : 'cancel-reason')?.focus()
  }

  return (
    <Together of={[preview]} skeleton={<Skeleton className="h-96 rounded-card" />}>
      {() => (
        <form
          noValidate
          className="flex flex-col gap-6"
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (!cancel.isPending) submit()
          }}
        >
          <p className="max-w-prose text-lg">
            <Trans>
              Nothing of it is on sale any more, and everybody who paid gets everything back, by itself. This cannot be
              undone.
            </Trans>
          </p>
          <Preview event={event} />
          <TextArea
            id="cancel-reason"
            label={t`Why it does not take place`}
            hint={t`Buyers and visitors of the event page read this.`}
            maxLength={500}
            rows={3}
            error={tried && !isReason ? t`say why, in a few words` : undefined}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <TextField
            id="cancel-title"
            label={t`The event’s title`}
            hint={
              <Trans>
                Type <strong className="text-ink">{event.title}</strong> to show that you mean this one.
              </Trans>
            }
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={tried && !isSure ? t`this is not the title` : undefined}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          {cancel.isError && <Problem error={cancel.error} />}
          <Button type="submit" variant="danger" size="large" className="self-start" busy={cancel.isPending}>
            <Trans>Cancel this event for good</Trans>
          </Button>
        </form>
      )}
    </Together>
  )
}
