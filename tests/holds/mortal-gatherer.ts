import { Gatherer as Lasting } from '#workers/orders/index'
import type { HoldRequest } from '#workers/orders/store/orders'

export { default } from '#workers/orders/index'

const ANSWERS_IN_A_LIFE = 40

/** Dies again and again, with everybody who is on board, when a hold has been made and its answer has not yet left. */
export class Gatherer extends Lasting {
  #answers = 0
  override async hold(request: HoldRequest) {
    const said = await super.hold(request)
    if (++this.#answers === ANSWERS_IN_A_LIFE) this.ctx.abort('the object was moved')
    return said
  }
}
