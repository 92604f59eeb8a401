import type { RowOfSeats, Seat, SeatMap } from './types.ts'

const isOf = (row: Pick<RowOfSeats, 'section' | 'row'>, seat: Seat) =>
  row.section === seat.section && row.row === seat.row

export const isFree = ({ first, seats }: Pick<RowOfSeats, 'first' | 'seats'>, seat: number) =>
  seats[seat - first] === '1'

/** Those of some seats that can still be had. */
export const freeAmong = (rows: readonly RowOfSeats[], seats: readonly Seat[]) =>
  seats.filter((seat) => rows.some((row) => isOf(row, seat) && isFree(row, seat.seat)))

/** The map, once it is known that these seats are gone. */
export const markTaken = <Map extends SeatMap>(map: Map, type: string, gone: readonly Seat[]): Map => ({
  ...map,
  ticketTypes: {
    ...map.ticketTypes,
    [type]: (map.ticketTypes[type] ?? []).map((row) => {
      const taken = new Set(gone.filter((seat) => isOf(row, seat)).map(({ seat }) => seat - row.first))
      if (taken.size === 0) return row
      return { ...row, seats: Array.from(row.seats, (now, index) => (taken.has(index) ? '0' : now)).join('') }
    }),
  },
})
