import { type EventShown, Person, type ProblemShown, type Reply } from '#local/person'
import { fillTheatre, theatre } from '#local/seed-theatre'

/** The people a fresh store knows. For this machine only: the password is no secret. */
export const people = {
  seller: { name: 'Selma Seller', email: 'seller@holdfast.example' },
  buyer: { name: 'Ben Buyer', email: 'ben@holdfast.example' },
  other: { name: 'Bea Buyer', email: 'bea@holdfast.example' },
  operator: { name: 'Olga Operator', email: 'operator@holdfast.example' },
} as const

export const password = 'holdfast on this machine'

const DAY_MS = 86_400_000

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })

/** A day some way ahead, at an hour of the evening, in UTC. */
const inDays = (days: number, hour: number) => {
  const day = new Date(Date.now() + days * DAY_MS)
  day.setUTCHours(hour, 0, 0, 0)
  return day.toISOString()
}

const events = () => [
  {
    title: 'An Evening of Choirs',
    description:
      'Four choirs, one roof. Renaissance polyphony before the break, folk songs from the Alps after it, and all four together at the end.\n\nDoors open an hour before the first note.',
    venue: 'Old Brewery',
    city: 'Vienna',
    startsAt: inDays(24, 18),
    timeZone: 'Europe/Vienna',
    holdMinutes: 15,
    ticketTypes: [
      { name: 'Standing', price: eur(2400), quantity: 250, maxPerOrder: 8 },
      { name: 'Balcony', price: eur(4200), quantity: 60, maxPerOrder: 4 },
      { name: 'Under 18', price: eur(1200), quantity: 40, maxPerOrder: 4 },
    ],
  },
  {
    title: 'Night Trains: a reading',
    description: 'Stories written between two stations, read by those who wrote them. Tea is on the house.',
    venue: 'Railway Museum',
    city: 'Budapest',
    startsAt: inDays(9, 17),
    timeZone: 'Europe/Budapest',
    holdMinutes: 10,
    ticketTypes: [{ name: 'Seat by the engine', price: eur(1450), quantity: 8, maxPerOrder: 4 }],
  },
  {
    title: 'The one-minute hold',
    description: 'Hold a ticket, do nothing, and see it go back on sale after one minute. Made for trying things out.',
    venue: 'The back room',
    city: 'Graz',
    startsAt: inDays(40, 19),
    timeZone: 'Europe/Vienna',
    holdMinutes: 1,
    ticketTypes: [{ name: 'Standard', price: eur(2500), quantity: 20, maxPerOrder: 5 }],
  },
  {
    title: 'Open Rehearsal: string quartet',
    description: 'Sit among the players while they take a movement apart. It costs nothing, but the room is small.',
    venue: 'Conservatory, hall 2',
    city: 'Prague',
    startsAt: inDays(15, 16),
    timeZone: 'Europe/Prague',
    holdMinutes: 15,
    ticketTypes: [{ name: 'Free entry', price: eur(0), quantity: 30, maxPerOrder: 2 }],
  },
  {
    title: 'Kraftwerk tribute, row 3 (one ticket, cannot go)',
    description: 'My own ticket at what I paid for it. Seat 14, good view, no pillar.',
    venue: 'Stadthalle',
    city: 'Vienna',
    startsAt: inDays(31, 19),
    timeZone: 'Europe/Vienna',
    holdMinutes: 15,
    ticketTypes: [{ name: 'Row 3, seat 14', price: eur(8000), quantity: 1, maxPerOrder: 1 }],
  },
  {
    title: 'Harbour Lights Festival',
    description: 'Two days, three stages, one harbour. Bring something warm: the wind comes from the sea.',
    venue: 'Pier 4',
    city: 'Gdańsk',
    startsAt: inDays(66, 14),
    timeZone: 'Europe/Warsaw',
    holdMinutes: 15,
    ticketTypes: [
      { name: 'Both days', price: eur(11900), quantity: 800, maxPerOrder: 10 },
      { name: 'Saturday', price: eur(6900), quantity: 600, maxPerOrder: 10 },
      { name: 'Sunday', price: eur(6400), quantity: 600, maxPerOrder: 10 },
    ],
  },
]

const PATIENCE_MS = 30_000

/** Tickets hears that somebody can be paid a moment after Stripe knows it. */
const untilPayable = async (publish: () => Promise<Reply<EventShown & ProblemShown>>): Promise<EventShown> => {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const { status, body } = await publish()
    if (status === 200) return body
    const early = body.type === '/problems/payouts-needed' && Date.now() < giveUpAt
    if (!early) throw new Error(`an event could not be published (${status}): ${JSON.stringify(body)}`)
    await new Promise((later) => setTimeout(later, 200))
  }
}

/**
 * Fills an empty store through its own front door. Returns false, having done nothing, when its people are there already.
 * `audience`: the seller can be paid and some people have bought seats already. They can do that at the stand-in only, not at
 * the real Stripe: without it, what costs something stays a draft until the seller has been there.
 */
export const seed = async (url: string, { audience = true } = {}): Promise<boolean> => {
  const store = { url, settle: async () => {} }
  const visitor = new Person(store, { ...people.seller, password })
  const known = await visitor.call('POST', '/api/auth/sign-in', { body: { email: people.seller.email, password } })
  if (known.status === 200) return false

  const seller = await Person.signUp(store, { ...people.seller, password })
  for (const who of [people.buyer, people.other, people.operator]) await Person.signUp(store, { ...who, password })
  if (audience) await seller.becomesPayable()
  const published: EventShown[] = []
  for (const event of [...events(), { ...theatre, startsAt: inDays(12, 18) }]) {
    const draft = await seller.succeed<{ id: string; version: number }>('POST', '/api/tickets/events', {
      body: { ...event, currency: 'EUR' },
    })
    if (!audience && event.ticketTypes.some(({ price }) => price.amount > 0)) continue
    published.push(
      await untilPayable(() =>
        seller.call<EventShown & ProblemShown>('POST', `/api/tickets/events/${draft.id}/publish`, {
          headers: { 'if-match': `"v${draft.version}"` },
        }),
      ),
    )
  }
  const house = published.at(-1)
  if (house && audience) await fillTheatre(store, house, password)
  return true
}
