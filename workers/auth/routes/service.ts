import { service } from '#shared/http/service'
import type { Deps } from '../deps.ts'

export const auth = service<Deps>('auth')
