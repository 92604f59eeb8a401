import { createFileRoute } from '@tanstack/react-router'
import { AccountPage } from '../../features/account/AccountPage.tsx'
import { speakOfAccounts } from '../../words/language.ts'

export const Route = createFileRoute('/_signed-in/account')({
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: AccountPage,
})
