/** What a seller can say of a venue with one tick, in the order in which it is shown. */
export const accessFeatures = [
  'step-free',
  'accessible-toilet',
  'wheelchair-places',
  'companion-free',
  'hearing-loop',
  'sign-language',
  'assistance-dogs',
  'quiet-room',
] as const
export type AccessFeature = (typeof accessFeatures)[number]
