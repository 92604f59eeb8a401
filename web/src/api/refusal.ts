import type { FieldError, Slug } from '#shared/http/problem'

import type { Seat } from './types.ts'

export type { FieldError }

/** What the API may say, and the two things only a client can: that it heard nothing, or nothing it understood. */
export type RefusalSlug = Slug | 'unreachable' | 'unknown'

type Problem = {
  type?: string
  title?: string
  detail?: string
  instance?: string
  errors?: FieldError[]
  [extra: string]: unknown
}

/** The server said no, or could not be heard: the one error every page knows how to show. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly slug: string
  readonly title: string
  readonly detail: string | undefined
  readonly status: number
  readonly errors: FieldError[]
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined
  readonly problem: Problem

  constructor(status: number, problem: Problem, retryAfter?: number) {
    super(problem.title ?? 'The request was refused')
    this.status = status
    this.problem = problem
    this.slug = problem.type?.replace(/^.*\/problems\//, '') ?? 'unknown'
    this.title = this.message
    this.detail = problem.detail
    this.errors = problem.errors ?? []
    this.requestId = problem.instance?.replace('/requests/', '')
    this.retryAfter = retryAfter
  }

  static async from(response: Response): Promise<Refusal> {
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json')
    const problem: Problem = isProblem ? await response.json().catch(() => ({})) : { title: 'The answer made no sense' }
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
    return new Refusal(response.status, problem, Number.isFinite(retryAfter) ? retryAfter : undefined)
  }

  static unreachable = () =>
    new Refusal(0, {
      type: '/problems/unreachable',
      title: 'We could not reach Holdfast',
      detail: 'Check your connection and try again. Nothing was lost.',
    })

  /** Nobody knows whether the request had its effect: only the same idempotency key makes a repeat safe. */
  get isInconclusive(): boolean {
    const undecided: string[] = ['signed-out', 'still-running', 'too-many-requests'] satisfies Slug[]
    return this.status === 0 || this.status >= 500 || undecided.includes(this.slug)
  }
}

/** The ticket types that a refusal names. */
export const refusedTypes = (error: unknown): string[] => {
  const named = error instanceof Refusal ? error.problem.ticketTypes : undefined
  return Array.isArray(named) ? named.filter((type) => typeof type === 'string') : []
}

/** The seats that a refusal calls taken. */
export const takenSeats = (error: unknown): Seat[] =>
  refusedAs(error, 'seats-taken') && Array.isArray(error.problem.seats) ? error.problem.seats : []

/** How many tickets of an event one person may have and somebody has, where a refusal says so. */
export const personLimit = (error: unknown): { limit: number; has: number } | undefined => {
  if (!refusedAs(error, 'limit-per-person')) return undefined
  const { limit, has } = error.problem
  return typeof limit === 'number' && typeof has === 'number' ? { limit, has } : undefined
}

export const refusedAs = (error: unknown, ...slugs: RefusalSlug[]): error is Refusal =>
  error instanceof Refusal && slugs.some((slug) => slug === error.slug)
