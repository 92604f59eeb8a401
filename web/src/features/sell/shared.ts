const key = 'holdfast.shared'

/** Notes on this device that somebody has shared the link to an event: nobody else has to know. */
export const noteShared = (event: string): void => {
  try {
    localStorage.setItem(key, event)
  } catch {
    // A browser that keeps nothing: then the list says it is still to do.
  }
}

export const hasShared = (): boolean => {
  try {
    return localStorage.getItem(key) !== null
  } catch {
    return false
  }
}
