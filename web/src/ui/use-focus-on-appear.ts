import { useEffect, useRef } from 'react'

/** For what must not be missed: it takes the focus, and so the screen and the screen reader, once it is there. */
export const useFocusOnAppear = <T extends HTMLElement>() => {
  const element = useRef<T>(null)
  useEffect(() => element.current?.focus(), [])
  return element
}
