import { Person } from '#local/person'
import type { Money } from '#shared/money'

const eur = (amount: number): Money => ({ amount, currency: 'EUR' })

const block = (section: string, rows: string, last: number) =>
  Array.from(rows, (row) => ({ section, row, first: 1, last }))

const STALLS = [...block('Stalls', 'ABC', 16), ...block('Stalls', 'DEFGHJ', 20)]
const BALCONY = [...block('Balcony', 'ABC', 24), ...block('Boxes', '12345678', 4)]
const seatsIn = (rows: { last: number }[]) => rows.reduce((sum, { last }) => sum + last, 0)

/** A theatre of some three hundred seats, each with a name. */
export const theatre = {
  title: 'The Cherry Orchard',
  description:
    'Chekhov’s last play in a new translation, with a real tree on the stage. Two hours and forty minutes, one interval.\n\nThe house opens half an hour before the curtain. There is a lift to the balcony; two places for wheelchairs are at the end of row J.',
  venue: 'Theatre at the Canal',
  city: 'Vienna',
  timeZone: 'Europe/Vienna',
  holdMinutes: 15,
  ticketTypes: [
    { name: 'Stalls', price: eur(4800), quantity: seatsIn(STALLS), maxPerOrder: 8, seats: STALLS },
    { name: 'Balcony and boxes', price: eur(2900), quantity: seatsIn(BALCONY), maxPerOrder: 6, seats: BALCONY },
  ],
}

type Taken = [type: 0 | 1, section: string, row: string, first: number, last: number]

/** Who has bought already, a person a line. */
const AUDIENCE: Taken[][] = [
  [[0, 'Stalls', 'A', 6, 11]],
  [
    [0, 'Stalls', 'B', 3, 4],
    [0, 'Stalls', 'B', 7, 10],
  ],
  [
    [0, 'Stalls', 'C', 8, 9],
    [1, 'Boxes', '4', 1, 4],
  ],
  [[0, 'Stalls', 'D', 5, 12]],
  [
    [0, 'Stalls', 'E', 1, 2],
    [0, 'Stalls', 'E', 14, 17],
  ],
  [
    [0, 'Stalls', 'F', 9, 11],
    [1, 'Balcony', 'A', 10, 15],
  ],
  [
    [0, 'Stalls', 'H', 19, 20],
    [1, 'Balcony', 'B', 3, 4],
  ],
  [
    [1, 'Boxes', '1', 1, 2],
    [1, 'Boxes', '5', 1, 4],
  ],
]

type Shown = { id: string; ticketTypes: { id: string }[] }

const itemsFor = ({ ticketTypes }: Shown, taken: Taken[]) =>
  ticketTypes.flatMap(({ id }, index) => {
    const seats = taken.flatMap(([type, section, row, first, last]) =>
      type === index ? Array.from({ length: last - first + 1 }, (_, n) => ({ section, row, seat: first + n })) : [],
    )
    return seats.length > 0 ? [{ ticketType: id, seats }] : []
  })

const PATIENCE_MS = 30_000

/** Orders hears of an event a moment after it was published. */
const untilOnSale = async (visitor: Person, { id }: Shown) => {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const { events } = await visitor.succeed<{ events: object }>('GET', `/api/orders/availability?events=${id}`)
    if (id in events) return
    if (Date.now() > giveUpAt) throw new Error(`nothing can be bought for ${id}: is the courier running?`)
    await new Promise((later) => setTimeout(later, 200))
  }
}

/** Some people buy seats, so that the plan looks as it does when somebody comes to it. */
export const fillTheatre = async (store: { url: string; settle(): Promise<void> }, event: Shown, password: string) => {
  await Promise.all(
    AUDIENCE.map(async (taken, index) => {
      const email = `audience-${index + 1}@holdfast.example`
      const person = await Person.signUp(store, { name: `Guest ${index + 1}`, email, password })
      await untilOnSale(person, event)
      const order = await person.succeed<{ id: string }>('POST', '/api/orders', {
        body: { event: event.id, items: itemsFor(event, taken) },
      })
      await person.pays(order)
    }),
  )
}
