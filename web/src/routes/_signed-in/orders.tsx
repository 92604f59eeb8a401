import { createFileRoute } from '@tanstack/react-router'
import { speakOfOrders } from '../../words/language.ts'

// Only words: what the pages of orders have in common is their own business.
export const Route = createFileRoute('/_signed-in/orders')({
  loader: speakOfOrders,
  staleTime: Number.POSITIVE_INFINITY,
})
