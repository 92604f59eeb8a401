import { createContext, type ReactNode, use, useRef, useState } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { SurelyDialog } from './SurelyDialog.tsx'

/** The question who one is was closed without an answer: nothing was done, and nobody needs to be told. */
export class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed'
}

type Surely = <T>(action: () => Promise<T>) => Promise<T>

const Context = createContext<Surely>((action) => action())

/** Does something that wants a fresh proof of who one is: asks for it where the server does, and then goes on by itself. */
export const useSurely = () => use(Context)

type Waiting = { goOn: () => void; giveUp: (reason: Error) => void }

export const SurelyProvider = ({ children }: { children: ReactNode }) => {
  const [isOpen, setOpen] = useState(false)
  const waiting = useRef<Waiting>(null)

  const confirmed = () =>
    new Promise<void>((goOn, giveUp) => {
      waiting.current?.giveUp(new NotConfirmed())
      waiting.current = { goOn, giveUp }
      setOpen(true)
    })
  const close = (end: (waiting: Waiting) => void) => {
    setOpen(false)
    const was = waiting.current
    waiting.current = null
    if (was) end(was)
  }
  const surely: Surely = async (action) => {
    try {
      return await action()
    } catch (error) {
      if (!refusedAs(error, 'confirm-it-is-you')) throw error
      await confirmed()
      return action()
    }
  }

  return (
    <Context value={surely}>
      {children}
      <SurelyDialog
        isOpen={isOpen}
        onConfirmed={() => close(({ goOn }) => goOn())}
        onClosed={() => close(({ giveUp }) => giveUp(new NotConfirmed()))}
      />
    </Context>
  )
}
