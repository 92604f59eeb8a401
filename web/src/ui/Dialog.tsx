import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'

type Props = { isOpen: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode }

/** Something to fill in over a page: from below on a phone, in the middle elsewhere, and never taller than the screen. */
export const Dialog = ({ isOpen, onOpenChange, title, children }: Props) => (
  <Base.Root open={isOpen} onOpenChange={onOpenChange}>
    <Base.Portal>
      <Base.Backdrop className="fixed inset-0 bg-black/55 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
      <Base.Popup className="fixed inset-x-2 bottom-2 mx-auto max-h-[calc(100dvh-1rem)] max-w-lg overflow-y-auto rounded-card bg-surface p-5 text-ink shadow-raised transition-all data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:inset-x-4 sm:top-[6vh] sm:bottom-auto sm:max-h-[88vh] sm:p-7">
        <Base.Title className="text-2xl">{title}</Base.Title>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)
