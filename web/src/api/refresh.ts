const askForSession = async (): Promise<boolean> => {
  const response = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  // An answer that nobody reads keeps its connection busy.
  await response.text()
  return response.ok
}

let running: Promise<boolean> | undefined

/**
 * Renews the session, once for everybody who asks meanwhile.
 * The lock spans tabs: a refresh token works once, and two tabs using the same one would look like a theft.
 */
export const refreshSession = (): Promise<boolean> => {
  running ??= (navigator.locks ? navigator.locks.request('holdfast-session', askForSession) : askForSession()).finally(
    () => {
      running = undefined
    },
  )
  return running
}
