import { createFileRoute, notFound } from '@tanstack/react-router'
import { accountQuery } from '../../api/auth.ts'
import { Operations } from '../../features/operator/Operations.tsx'
import { isMailKind, isMailState, isState, isView, type OperatorSearch } from '../../features/operator/search.ts'
import { asAbout } from '../../features/operator/words.ts'
import { type RawSearch, text } from '../../search.ts'

export const Route = createFileRoute('/_signed-in/operator')({
  validateSearch: (raw: RawSearch): OperatorSearch => {
    const [state, view] = [text(raw, 'state'), text(raw, 'view')]
    const [mail, kind] = [text(raw, 'mail'), text(raw, 'kind')]
    return {
      about: asAbout(text(raw, 'about') ?? ''),
      state: isState(state) ? state : undefined,
      view: isView(view) ? view : undefined,
      mail: isMailState(mail) ? mail : undefined,
      kind: isMailKind(kind) ? kind : undefined,
    }
  },
  // Only so that nobody lands on a page full of refusals: who may see what is decided by the services.
  beforeLoad: async ({ context }) => {
    const account = await context.queryClient.ensureQueryData(accountQuery)
    if (!account?.roles.includes('operator')) throw notFound()
  },
  component: OperatorPage,
})

function OperatorPage() {
  return <Operations {...Route.useSearch()} />
}
