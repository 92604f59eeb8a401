import { createFileRoute } from '@tanstack/react-router'
import { Deleted } from '../features/account/Deleted.tsx'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/deleted')({
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: Deleted,
})
