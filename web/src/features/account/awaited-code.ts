// Which address a code was mailed to, for when the page is reloaded. Never the password: this tab's memory outlives the page.

const KEY = 'holdfast.awaited-code'
const MINUTES = 10

export type AwaitedCode = { email: string; until: number }

export const awaitCode = (email: string, now = Date.now()): void =>
  sessionStorage.setItem(KEY, JSON.stringify({ email, until: now + MINUTES * 60_000 } satisfies AwaitedCode))

export const forgetCode = (): void => sessionStorage.removeItem(KEY)

/** The address whose code is still good; undefined where none is awaited, or what is kept makes no sense. */
export const awaitedEmail = (now = Date.now()): string | undefined => {
  try {
    const { email, until } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<AwaitedCode>
    return typeof email === 'string' && typeof until === 'number' && until > now ? email : undefined
  } catch {
    return undefined
  }
}
