import { Dialog } from '@base-ui/react/dialog'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import { useState } from 'react'
import type { OrderView } from '../../api/types.ts'
import { seatName } from '../../format/seats.ts'
import { PassCode } from './PassCode.tsx'
import { useWakefulScreen } from './use-wakeful-screen.ts'

/** A ticket that opens the door: which of how many it is, what it says, and its code. */
export type Shown = { n: number; name: string; seat: OrderView['passes'][number]['seat']; code: string }

type Props = { event: OrderView['event']; passes: readonly Shown[]; of: number; onClose: () => void }

const step =
  'grid size-14 place-items-center rounded-full border border-black/60 hover:bg-black/10 disabled:opacity-30 focus-visible:outline-black'

/** One ticket after the other, as large and as bright as the screen can: what is held out at the door. */
export const AtTheDoor = ({ event, passes, of, onClose }: Props) => {
  const [at, setAt] = useState(0)
  useWakefulScreen()
  const pass = passes[Math.min(at, passes.length - 1)]
  if (!pass) return null
  const { n, name, seat, code } = pass
  const which = seat ? seatName(seat) : t`Ticket ${n} of ${of}`
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Popup className="fixed inset-0 z-10 flex flex-col items-center overflow-y-auto bg-white p-4 text-black scheme-light print:hidden">
          <div className="flex w-full items-center justify-between gap-3">
            <Dialog.Title className="text-lg leading-tight wrap-anywhere">{event.title}</Dialog.Title>
            <Dialog.Close aria-label={t`Close`} className={step}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="my-auto w-full max-w-[min(26rem,58dvh)] py-3 [&_figcaption]:text-xl">
            <PassCode key={code} code={code} name={which} />
          </div>
          <p aria-live="polite" className="text-center">
            <span className="figure block text-2xl wrap-anywhere">{name}</span>
            <span className="text-lg font-semibold">{which}</span>
          </p>
          {passes.length > 1 && (
            <div className="flex items-center gap-6 py-3">
              <button
                type="button"
                aria-label={t`Previous ticket`}
                className={step}
                disabled={at === 0}
                onClick={() => setAt(at - 1)}
              >
                <ChevronLeft aria-hidden="true" />
              </button>
              <span className="figure text-xl">
                <Trans>
                  {at + 1} of {passes.length}
                </Trans>
              </span>
              <button
                type="button"
                aria-label={t`Next ticket`}
                className={step}
                disabled={at >= passes.length - 1}
                onClick={() => setAt(at + 1)}
              >
                <ChevronRight aria-hidden="true" />
              </button>
            </div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
