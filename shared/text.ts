import * as z from 'zod'

// Control characters, lone surrogates (PostgreSQL cannot store them), and the marks that turn the direction of text,
// with which a name can be made to read as another.
const SINGLE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u
const SEVERAL_LINES = /^(?:[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\n\t])*$/u

/** A line of text that people read: trimmed, composed (NFC), 1 to `max` characters, no line breaks. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, 'must not be empty')
    .max(max, `must have ${max} characters at the most`)
    .regex(SINGLE_LINE, 'must be one line of plain text')

/** Text of several lines, as plain characters: trimmed, composed (NFC), 0 to `max` characters. */
export const prose = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replaceAll('\r\n', '\n'))
    .trim()
    .normalize('NFC')
    .max(max, `must have ${max} characters at the most`)
    .regex(SEVERAL_LINES, 'must be plain text')
