import { createFileRoute, redirect } from '@tanstack/react-router'
import { accountQuery } from '../api/auth.ts'
import { safeNext } from '../features/account/next.ts'
import { SignUp } from '../features/account/SignUp.tsx'
import { type RawSearch, text } from '../search.ts'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/sign-up')({
  validateSearch: (raw: RawSearch): { next?: string | undefined } => ({ next: text(raw, 'next') }),
  beforeLoad: ({ context, search }) => {
    if (context.queryClient.getQueryData(accountQuery.queryKey)) throw redirect({ href: safeNext(search.next) })
  },
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: Form,
})

function Form() {
  return <SignUp next={Route.useSearch().next} />
}
