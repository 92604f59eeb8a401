import { service } from '#shared/http/service'
import type { Deps } from '../deps.ts'

export const payments = service<Deps>('payments')
