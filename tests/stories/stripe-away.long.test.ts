import { tellStripeAway } from './stripe-away.ts'

// The SDK asks again and again, and each time waits longer: half a minute for one story.
tellStripeAway('failing')
