import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useId, useState } from 'react'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/Field.tsx'

type Props = {
  trigger: string
  /** What it is about, for whoever does not see where the button stands. */
  of?: string
  title: string
  children: ReactNode
  confirm: string
  isDangerous?: boolean
  onConfirm: (reason: string) => void
}

const SHORTEST = 3

/** Asks why before something is done that others will ask about. */
export const ReasonDialog = ({ trigger, of, title, children, confirm, isDangerous = false, onConfirm }: Props) => {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [isMissing, setMissing] = useState(false)
  const submit = () => {
    const why = reason.trim()
    setMissing(why.length < SHORTEST)
    if (why.length < SHORTEST) return document.getElementById(id)?.focus()
    setOpen(false)
    setReason('')
    onConfirm(why)
  }

  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      <AlertDialog.Trigger
        className={buttonLook(isDangerous ? 'danger' : 'secondary')}
        aria-label={of === undefined ? undefined : `${trigger}: ${of}`}
      >
        {trigger}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 bg-black/55 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup className="fixed inset-x-4 bottom-4 mx-auto max-w-md rounded-card bg-surface p-6 text-ink shadow-raised transition-all data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:top-1/5 sm:bottom-auto">
          <AlertDialog.Title className="text-2xl">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-muted">{children}</AlertDialog.Description>
          <form
            noValidate
            className="mt-4"
            onSubmit={(event) => {
              event.preventDefault()
              submit()
            }}
          >
            <TextArea
              id={id}
              label="Why"
              hint="Kept for good, with your name."
              error={isMissing ? 'say why, in a few words' : undefined}
              value={reason}
              maxLength={500}
              rows={3}
              onChange={(event) => setReason(event.target.value)}
            />
            <div className="mt-5 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
              <AlertDialog.Close className={buttonLook('secondary')}>Leave it</AlertDialog.Close>
              <Button type="submit" variant={isDangerous ? 'danger' : 'primary'}>
                {confirm}
              </Button>
            </div>
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
