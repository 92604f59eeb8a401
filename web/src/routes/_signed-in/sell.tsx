import { createFileRoute } from '@tanstack/react-router'
import { speakOfSelling } from '../../words/language.ts'

// Only words: what sellers' pages have in common is their own business.
export const Route = createFileRoute('/_signed-in/sell')({
  loader: speakOfSelling,
  staleTime: Number.POSITIVE_INFINITY,
})
