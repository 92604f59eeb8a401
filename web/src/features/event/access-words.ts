import { t } from '@lingui/core/macro'
import { Accessibility, Dog, DoorOpen, Ear, Hand, type LucideIcon, Toilet, Users, VolumeOff } from 'lucide-react'
import type { AccessFeature } from '../../api/types.ts'

type Said = { icon: LucideIcon; words: string }

/** What each feature is called, and its picture. */
export const accessWords = (feature: AccessFeature): Said => {
  switch (feature) {
    case 'step-free':
      return { icon: DoorOpen, words: t`Step-free way in` }
    case 'accessible-toilet':
      return { icon: Toilet, words: t`Accessible toilet` }
    case 'wheelchair-places':
      return { icon: Accessibility, words: t`Places for wheelchairs` }
    case 'companion-free':
      return { icon: Users, words: t`Companions get in free` }
    case 'hearing-loop':
      return { icon: Ear, words: t`Hearing loop` }
    case 'sign-language':
      return { icon: Hand, words: t`Sign language` }
    case 'assistance-dogs':
      return { icon: Dog, words: t`Assistance dogs welcome` }
    case 'quiet-room':
      return { icon: VolumeOff, words: t`Quiet room` }
  }
}
