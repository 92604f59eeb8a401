import { type ReactNode, useId, useRef } from 'react'
import { Button } from './Button.tsx'

type Props = {
  trigger: string
  title: string
  children: ReactNode
  keep: string
  confirm: string
  onConfirm: () => void
}

/** Asks once more before something that cannot be undone. The browser's own dialog keeps the focus in and gives it back. */
export const ConfirmDialog = ({ trigger, title, children, keep, confirm, onConfirm }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const close = () => dialog.current?.close()
  return (
    <>
      <Button variant="quiet" onClick={() => dialog.current?.showModal()}>
        {trigger}
      </Button>
      <dialog
        ref={dialog}
        role="alertdialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-words`}
        className="rise mx-auto mt-auto mb-4 w-[calc(100%-2rem)] max-w-md rounded-card bg-surface p-6 text-ink shadow-raised backdrop:bg-black/55 sm:mb-auto"
      >
        <h2 id={`${id}-title`} className="text-2xl">
          {title}
        </h2>
        <p id={`${id}-words`} className="mt-2 text-muted">
          {children}
        </p>
        <div className="mt-6 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={close}>
            {keep}
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              close()
              onConfirm()
            }}
          >
            {confirm}
          </Button>
        </div>
      </dialog>
    </>
  )
}
