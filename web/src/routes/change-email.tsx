import { createFileRoute } from '@tanstack/react-router'
import { ChangeEmail } from '../features/account/ChangeEmail.tsx'
import { takeToken } from '../features/account/token.ts'
import { type RawSearch, text } from '../search.ts'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/change-email')({
  validateSearch: (raw: RawSearch): { token?: string | undefined } => ({ token: text(raw, 'token') }),
  beforeLoad: ({ search }) => takeToken('/change-email', search.token),
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: ChangeEmail,
})
