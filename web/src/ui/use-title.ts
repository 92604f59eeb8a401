import { useLayoutEffect } from 'react'

/** Set before other effects run, so that a countdown further down may have the last word. */
export const useTitle = (title: string) => {
  useLayoutEffect(() => {
    document.title = `${title} · Holdfast`
  }, [title])
}
