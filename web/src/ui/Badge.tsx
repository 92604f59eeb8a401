import type { ReactNode } from 'react'

type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'glow'

const tones: Record<Tone, string> = {
  plain: 'bg-sunken text-ink',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  glow: 'bg-glow text-on-glow',
}

export const Badge = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`inline-flex items-center rounded-full px-2.5 py-0.5 text-sm font-bold ${tones[tone]}`}>
    {children}
  </span>
)
