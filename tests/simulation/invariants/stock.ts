import type { Books, Invariant, OrderRow } from './books.ts'

const lives = ({ state }: OrderRow) => state !== 'released'

const unitsOf = ({ units }: Books) => Map.groupBy(units, ({ order }) => order ?? 'free')

/** What was given back and put on sale again is anybody's; what was given back and withdrawn stays where it was. */
const ownUnits = ({ refunds }: Books, order: OrderRow) => {
  const gone = new Set(
    refunds.flatMap((one) => (one.order === order.id && one.freed && one.restock === 'on-sale' ? one.units : [])),
  )
  return order.units.filter((unit) => !gone.has(unit))
}

/** I1: every live order has exactly the units it was promised, an ended one has none, and no unit is anybody's who is not there. */
export const nothingIsSoldTwice: Invariant = (books) => {
  const has = unitsOf(books)
  const known = new Set(books.orders.map(({ id }) => id))
  const wrong = books.orders.flatMap((order) => {
    const own = (has.get(order.id) ?? []).map(({ id }) => id).toSorted()
    if (!lives(order)) return own.length === 0 ? [] : [`${order.id} is released and has units ${own}`]
    return order.units.length === order.quantity && String(own) === String(ownUnits(books, order).toSorted())
      ? []
      : [`${order.id} is ${order.state}, was promised units ${order.units} (${order.quantity}) and has ${own}`]
  })
  const strays = [...has.keys()].filter((owner) => owner !== 'free' && !known.has(owner))
  return [...wrong, ...strays.map((owner) => `units belong to ${owner}, which is not there`)]
}

/** I10: as many units as a type has in stock, never fewer than it should, and more only where they are sold. */
export const capacityIsConserved: Invariant = ({ types, units, orders }) => {
  const of = Map.groupBy(units, ({ type }) => type)
  const alive = new Set(orders.filter(lives).map(({ id }) => id))
  return types.flatMap((type) => {
    const own = of.get(type.id) ?? []
    const taken = own.filter(({ order }) => order !== null && alive.has(order)).length
    const free = own.filter(({ order }) => order === null).length
    return [
      ...(own.length === type.stocked ? [] : [`${type.id} has ${own.length} units and counts ${type.stocked}`]),
      ...(type.stocked >= type.quantity
        ? []
        : [`${type.id} should have ${type.quantity} units and has ${type.stocked}`]),
      ...(taken + free === own.length ? [] : [`${type.id}: ${taken} taken and ${free} free are not ${own.length}`]),
    ]
  })
}

/** I5: a minute after its end no hold is left. */
export const holdsEndInTime: Invariant = ({ orders }) =>
  orders.filter(({ state, overdue }) => state === 'held' && overdue).map(({ id }) => `${id} is held long after its end`)

/** What is on sale is what sellers were told is on sale. */
export const theSaleIsAsListed: Invariant = ({ types, listed }) => {
  const onSale = new Map(types.map((type) => [type.id, type]))
  return listed.flatMap(({ id, price, quantity, max, name }) => {
    const there = onSale.get(id)
    if (!there) return [`${id} was published and is not on sale`]
    const same = there.price === price && there.quantity === quantity && there.max === max && there.name === name
    return same
      ? []
      : [`${id} is listed with ${quantity} at ${price} and on sale with ${there.quantity} at ${there.price}`]
  })
}
