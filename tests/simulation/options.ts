/** A whole number as somebody typed it behind an option. Throws which option is wrong. */
export const whole = (option: string, text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${option} must be a whole number`)
  return Number(text)
}
