export const myZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Every zone the browser knows, and the ones it was given. */
export const zonesWith = (...more: string[]): string[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...more])].sort()
