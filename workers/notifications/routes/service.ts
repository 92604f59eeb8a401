import { service } from '#shared/http/service'
import type { Deps } from '../deps.ts'

export const notifications = service<Deps>('notifications')
