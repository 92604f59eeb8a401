/** The innermost cause, in words: clients wrap what a server said, Node what the network said. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (error.cause !== undefined) return reasonOf(error.cause)
  return error.message
}
