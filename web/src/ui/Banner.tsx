import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type Tone = 'info' | 'good' | 'warn' | 'bad'

const looks = {
  info: { box: 'bg-sunken text-ink', Icon: Info },
  good: { box: 'bg-good-soft text-good', Icon: CircleCheck },
  warn: { box: 'bg-warn-soft text-warn', Icon: TriangleAlert },
  bad: { box: 'bg-bad-soft text-bad', Icon: CircleAlert },
} satisfies Record<Tone, unknown>

type Props = { tone: Tone; title: ReactNode; children?: ReactNode; action?: ReactNode; role?: 'alert' | 'status' }

export const Banner = ({ tone, title, children, action, role }: Props) => {
  const { box, Icon } = looks[tone]
  return (
    <div role={role} className={`flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl px-4 py-3.5 ${box}`}>
      <div className="flex min-w-56 flex-1 gap-3">
        <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
        <div className="min-w-0">
          <p className="font-bold">{title}</p>
          {children && <div className="text-[0.95rem] text-ink">{children}</div>}
        </div>
      </div>
      {action}
    </div>
  )
}
