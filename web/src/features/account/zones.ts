/** A place the server knows: where the browser only knows an offset, none. */
export const myZone = (): string => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return timeZone && /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(timeZone) ? timeZone : 'UTC'
}
