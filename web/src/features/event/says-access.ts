import type { EventView } from '../../api/types.ts'

/** Whether anything is said of getting in and about. */
export const saysAccess = ({ access, accessFeatures }: Pick<EventView, 'access' | 'accessFeatures'>) =>
  access !== '' || accessFeatures.length > 0
