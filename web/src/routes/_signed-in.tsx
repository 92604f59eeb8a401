import { createFileRoute, redirect } from '@tanstack/react-router'
import { accountQuery } from '../api/auth.ts'

export const Route = createFileRoute('/_signed-in')({
  beforeLoad: async ({ context, location }) => {
    const account = await context.queryClient.ensureQueryData(accountQuery)
    if (!account) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
})
