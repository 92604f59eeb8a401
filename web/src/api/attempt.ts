import { useState } from 'react'
import { Refusal } from './refusal.ts'

/**
 * One thing a person is trying to do. A repeat of the same request carries the same key while the outcome is unknown;
 * another request, or the next one after a clear answer, gets a new one.
 */
export const createAttempt = (newKey: () => string = () => crypto.randomUUID()) => {
  let current: { key: string; body: string } | undefined

  return async <T>(input: unknown, send: (idempotencyKey: string) => Promise<T>): Promise<T> => {
    const body = JSON.stringify(input) ?? ''
    if (current?.body !== body) current = { key: newKey(), body }
    try {
      const answer = await send(current.key)
      current = undefined
      return answer
    } catch (error) {
      if (error instanceof Refusal && !error.isInconclusive) current = undefined
      throw error
    }
  }
}

export const useAttempt = () => useState(() => createAttempt())[0]
