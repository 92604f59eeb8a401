import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { buttonLook } from './Button.tsx'

type Props = {
  trigger: string
  title: string
  children: ReactNode
  keep: string
  confirm: string
  onConfirm: () => void
}

/** Asks once more before something that cannot be undone. */
export const ConfirmDialog = ({ trigger, title, children, keep, confirm, onConfirm }: Props) => (
  <AlertDialog.Root>
    <AlertDialog.Trigger className={buttonLook('quiet')}>{trigger}</AlertDialog.Trigger>
    <AlertDialog.Portal>
      <AlertDialog.Backdrop className="fixed inset-0 bg-black/55 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
      <AlertDialog.Popup className="fixed inset-x-4 bottom-4 mx-auto max-w-md rounded-card bg-surface p-6 text-ink shadow-raised transition-all data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:bottom-auto sm:top-1/4">
        <AlertDialog.Title className="text-2xl">{title}</AlertDialog.Title>
        <AlertDialog.Description className="mt-2 text-muted">{children}</AlertDialog.Description>
        <div className="mt-6 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <AlertDialog.Close className={buttonLook('secondary')}>{keep}</AlertDialog.Close>
          <AlertDialog.Close className={buttonLook('danger')} onClick={onConfirm}>
            {confirm}
          </AlertDialog.Close>
        </div>
      </AlertDialog.Popup>
    </AlertDialog.Portal>
  </AlertDialog.Root>
)
