import { Trans } from '@lingui/react/macro'
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router'
import { Footer } from '../features/shell/Footer.tsx'
import { Header } from '../features/shell/Header.tsx'
import { OfflineBanner } from '../features/shell/OfflineBanner.tsx'
import { useFocusHeading } from '../features/shell/use-focus-heading.ts'

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Shell })

function Shell() {
  useFocusHeading()
  return (
    <div className="isolate flex min-h-dvh flex-col">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-24 rounded-full bg-brand px-5 py-3 font-bold text-on-brand focus:translate-y-0"
      >
        <Trans>Skip to content</Trans>
      </a>
      <OfflineBanner />
      <Header />
      <main id="main" tabIndex={-1} className="flex min-h-[calc(100dvh-4.25rem)] flex-1 flex-col outline-none">
        <Outlet />
      </main>
      <Footer />
    </div>
  )
}
