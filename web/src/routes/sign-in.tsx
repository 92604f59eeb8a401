import { createFileRoute, redirect } from '@tanstack/react-router'
import { accountQuery } from '../api/auth.ts'
import { safeNext } from '../features/account/next.ts'
import { SignIn } from '../features/account/SignIn.tsx'
import { type RawSearch, text } from '../search.ts'
import { speakOfAccounts } from '../words/language.ts'

export const Route = createFileRoute('/sign-in')({
  validateSearch: (raw: RawSearch): { next?: string | undefined } => ({ next: text(raw, 'next') }),
  beforeLoad: ({ context, search }) => {
    if (context.queryClient.getQueryData(accountQuery.queryKey)) throw redirect({ href: safeNext(search.next) })
  },
  loader: speakOfAccounts,
  staleTime: Number.POSITIVE_INFINITY,
  component: Form,
})

function Form() {
  return <SignIn next={Route.useSearch().next} />
}
