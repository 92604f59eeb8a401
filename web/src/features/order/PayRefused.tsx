import { refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Problem } from '../shell/Problem.tsx'

/** Why somebody cannot pay just now, and what that means for the tickets they hold until a time. */
export const PayRefused = ({ error, until }: { error: unknown; until: string }) => {
  if (refusedAs(error, 'price-too-low'))
    return (
      <Banner tone="bad" role="alert" title="So little cannot be paid by card">
        {error.detail} Nothing was charged. Choose more tickets, or tell the seller.
      </Banner>
    )
  if (refusedAs(error, 'payouts-needed'))
    return (
      <Banner tone="bad" role="alert" title="This seller cannot take money right now">
        Something about their account has to be cleared up first. Nothing was charged, and your tickets stay yours until{' '}
        {until}.
      </Banner>
    )
  if (refusedAs(error, 'unavailable'))
    return (
      <Banner tone="warn" role="alert" title="Our payment provider does not answer">
        Nothing was charged, and your tickets stay yours until {until}.{' '}
        {error.retryAfter ? `Try again in ${error.retryAfter} seconds.` : 'Try again in a moment.'}
      </Banner>
    )
  return <Problem error={error} />
}
