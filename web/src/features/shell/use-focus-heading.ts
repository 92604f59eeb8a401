import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** A new page begins at its heading for keyboards and screen readers; the first one begins where browsers begin. */
export const useFocusHeading = () => {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      }),
    [router],
  )
}
