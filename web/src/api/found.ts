import { notFound } from '@tanstack/react-router'
import { refusedAs } from './refusal.ts'
import type { OverEvent } from './types.ts'

/** For loaders: what the API does not find is a page that does not exist. */
export const found = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    if (refusedAs(error, 'not-found')) throw notFound()
    throw error
  }
}

/** For loaders: which event it was, where the API says that it is over; anything else is thrown. */
export const overEvent = (error: unknown): OverEvent => {
  if (refusedAs(error, 'event-over')) return error.problem.event as OverEvent
  throw error
}

/** The same for an address that cannot be an id at all. */
export const idIn = <T extends string>(isId: (value: string) => value is T, value: string): T => {
  if (isId(value)) return value
  throw notFound()
}
