import { Spinner } from '../../ui/Spinner.tsx'

export const PendingPage = () => (
  <div role="status" className="grid min-h-[50dvh] place-items-center text-brand">
    <Spinner className="size-9" />
    <span className="sr-only">Loading</span>
  </div>
)
