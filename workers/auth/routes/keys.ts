import { anyone } from '#shared/http/access'
import { auth } from './service.ts'

/** The keys with which everybody verifies what auth signs. */
export const keyRoutes = () =>
  auth.machines().get('/', anyone(), (c) => c.json(c.var.deps.keys, 200, { 'Cache-Control': 'public, max-age=300' }))
