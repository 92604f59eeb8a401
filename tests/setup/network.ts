import { inject } from 'vitest'
import { Network, type NetworkOptions } from '../../local/network.ts'

/** A whole store of the story's own, on the run's PostgreSQL and from the run's bundles. */
export const startNetwork = (options: Partial<NetworkOptions> = {}) =>
  Network.start({ postgres: inject('postgres'), bundles: inject('workers'), ...options })
