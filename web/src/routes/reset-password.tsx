import { createFileRoute } from '@tanstack/react-router'
import { ResetPassword } from '../features/account/ResetPassword.tsx'
import { takeToken } from '../features/account/token.ts'
import { type RawSearch, text } from '../search.ts'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/reset-password')({
  validateSearch: (raw: RawSearch): { token?: string | undefined; next?: string | undefined } => ({
    token: text(raw, 'token'),
    next: text(raw, 'next'),
  }),
  beforeLoad: ({ search }) => takeToken('/reset-password', search.token),
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: Form,
})

function Form() {
  return <ResetPassword next={Route.useSearch().next} />
}
