import { useEffect } from 'react'

/** Keeps the screen from going dark while somebody waits in line; where the browser cannot, or does not want to, it may. */
export const useWakefulScreen = () =>
  useEffect(() => {
    let lock: WakeLockSentinel | undefined
    let isOver = false
    const hold = () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
      navigator.wakeLock.request('screen').then(
        (held) => {
          if (isOver) void held.release()
          else lock = held
        },
        // A battery that runs low: then the screen goes dark, as it would have.
        () => {},
      )
    }
    hold()
    // The browser lets go by itself when another tab is in front.
    document.addEventListener('visibilitychange', hold)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', hold)
      void lock?.release()
    }
  }, [])
