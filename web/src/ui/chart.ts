/** The next number above `most` at which an axis may end, so that it and its half are numbers people say. */
export const axisEnd = (most: number): number => {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10
  return step * power
}

/** Places on an axis for at most `most` labels, evenly, the last one among them. */
export const labelled = (count: number, most: number): number[] => {
  const step = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: count }, (_, n) => n).filter((n) => (count - 1 - n) % step === 0)
}

/**
 * A line through values, in a box of 100 by 100, with 0 at the bottom and `end` at the top. Between two values it is curved,
 * and never higher or lower than both: a day on which nothing was sold must not look like one on which something went back.
 */
export const linePath = (values: readonly number[], end: number): string => {
  const x = (n: number) => (values.length === 1 ? 0 : (n / (values.length - 1)) * 100)
  const y = (value: number) => 100 - (value / end) * 100
  const round = (number: number) => Math.round(number * 100) / 100
  const [first = 0, ...rest] = values
  if (rest.length === 0) return `M0 ${round(y(first))}H100`
  const curves = rest.map((value, n) => {
    const [from, to] = [x(n), x(n + 1)]
    const middle = round((from + to) / 2)
    return `C${middle} ${round(y(values[n] ?? 0))} ${middle} ${round(y(value))} ${round(to)} ${round(y(value))}`
  })
  return `M0 ${round(y(first))}${curves.join('')}`
}
