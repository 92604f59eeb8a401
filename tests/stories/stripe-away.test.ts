import { tellStripeAway } from './stripe-away.ts'

tellStripeAway('unreachable')
