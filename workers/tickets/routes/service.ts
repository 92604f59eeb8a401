import { service } from '#shared/http/service'
import type { Deps } from '../deps.ts'

export const tickets = service<Deps>('tickets')
