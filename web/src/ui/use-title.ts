import { useEffect, useLayoutEffect } from 'react'

/** Set before other effects run, so that a countdown further down may have the last word. */
export const useTitle = (title: string) => {
  useLayoutEffect(() => {
    document.title = `${title} · Holdfast`
  }, [title])
}

const longest = 160

/** What search engines and shared links say below the title; the page's own words come back when it is left. */
export const useDescription = (text: string) => {
  useEffect(() => {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="description"]')
    if (!meta) return
    const before = meta.content
    const line = text.replace(/\s+/g, ' ').trim()
    meta.content = line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line
    return () => {
      meta.content = before
    }
  }, [text])
}
