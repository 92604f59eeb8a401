import { service } from './service.ts'

export default service('notifications')
