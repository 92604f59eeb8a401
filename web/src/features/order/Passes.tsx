import type { OrderView, PassState, PassView } from '../../api/types.ts'
import { seatName } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'

const states: Record<PassState, { tone: 'good' | 'warn' | 'plain'; label: string }> = {
  valid: { tone: 'good', label: 'Valid' },
  frozen: { tone: 'warn', label: 'Frozen' },
  void: { tone: 'plain', label: 'Void' },
}

const Pass = ({ pass, n, of }: { pass: PassView; n: number; of: number }) => {
  const { tone, label } = states[pass.state]
  return (
    <li className="flex items-stretch overflow-hidden rounded-2xl bg-surface shadow-raised">
      <span
        aria-hidden="true"
        className={`w-3 shrink-0 border-r-2 border-dashed border-paper ${pass.state === 'valid' ? 'bg-brand' : pass.state === 'frozen' ? 'bg-glow' : 'bg-sunken'}`}
      />
      <div className="flex min-w-0 flex-1 items-center justify-between gap-3 px-4 py-3">
        <div className={`min-w-0 ${pass.state === 'void' ? 'text-muted line-through' : ''}`}>
          <p className="font-bold">{pass.name}</p>
          <p className="text-sm">{pass.seat ? seatName(pass.seat) : `Ticket ${n} of ${of}`}</p>
        </div>
        <Badge tone={tone}>{label}</Badge>
      </div>
    </li>
  )
}

/** Every ticket of a paid order, and whether it still opens the door. */
export const Passes = ({ order: { passes } }: { order: OrderView }) =>
  passes.length > 0 && (
    <section aria-labelledby="passes">
      <h2 id="passes" className="mb-4 text-xl">
        {passes.length === 1 ? 'Ticket' : 'Tickets'}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {passes.map((pass, n) => (
          <Pass
            key={`${pass.ticketType} ${pass.seat ? seatName(pass.seat) : n}`}
            pass={pass}
            n={n + 1}
            of={passes.length}
          />
        ))}
      </ul>
    </section>
  )
