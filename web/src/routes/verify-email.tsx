import { createFileRoute } from '@tanstack/react-router'
import { takeToken } from '../features/account/token.ts'
import { VerifyEmail } from '../features/account/VerifyEmail.tsx'
import { type RawSearch, text } from '../search.ts'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/verify-email')({
  validateSearch: (raw: RawSearch): { token?: string | undefined } => ({ token: text(raw, 'token') }),
  beforeLoad: ({ search }) => takeToken('/verify-email', search.token),
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: VerifyEmail,
})
