/** What a calendar is told of an event. `startsAt` is ISO 8601 in UTC, and stays so: a moment needs no rules of a zone. */
export type Entry = {
  uid: string
  title: string
  startsAt: string
  place: string
  url: string
  notes?: string
  cancelled?: boolean
}

/** RFC 5545, 3.3.11: what would end a value, or a line, is written out. */
const escaped = (text: string) =>
  text
    .replace(/[\\;,]/g, (mark) => `\\${mark}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '')

const moment = (at: string) => `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`

const longest = 75
const bytes = new TextEncoder()

/** 3.1: no line is longer than 75 bytes; the rest goes on after a space. A character is never cut in two. */
const folded = (line: string): string => {
  const lines = ['']
  let room = longest
  for (const character of line) {
    const size = bytes.encode(character).length
    if (size > room) {
      lines.push('')
      room = longest - 1
    }
    lines[lines.length - 1] += character
    room -= size
  }
  return lines.join('\r\n ')
}

/** A calendar file (text/calendar) with one entry. `now` is when it was made. */
export const calendarFile = (entry: Entry, now: Date): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Holdfast//Tickets//EN',
    'BEGIN:VEVENT',
    `UID:${entry.uid}@holdfast`,
    `DTSTAMP:${moment(now.toISOString())}`,
    `DTSTART:${moment(entry.startsAt)}`,
    `SUMMARY:${escaped(entry.title)}`,
    `LOCATION:${escaped(entry.place)}`,
    ...(entry.notes ? [`DESCRIPTION:${escaped(entry.notes)}`] : []),
    `URL:${entry.url}`,
    `STATUS:${entry.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('')
