import { useEffect, useEffectEvent } from 'react'
import { hasPasskeys, stopSuggesting, suggestPasskeys } from '../../api/passkeys.ts'
import type { Account } from '../../api/types.ts'

// What the device is asked to sign is good for five minutes.
const RENEWED_MS = 4 * 60_000

/**
 * While the page is open, the browser suggests passkeys where the address is typed. Who wants none is not told when it comes
 * to nothing: there is a button and a password.
 */
export const useSuggestedPasskey = (onEntered: (account: Account) => void) => {
  const entered = useEffectEvent(onEntered)
  useEffect(() => {
    if (!hasPasskeys()) return
    let isOver = false
    const suggest = () =>
      suggestPasskeys().then(
        (account) => {
          if (account && !isOver) entered(account)
        },
        () => {},
      )
    void suggest()
    const timer = setInterval(() => void suggest(), RENEWED_MS)
    return () => {
      isOver = true
      clearInterval(timer)
      void stopSuggesting()
    }
  }, [])
}
