import type { Outcome } from './outcome.ts'

type Tone = { hertz: number; from: number; seconds: number }

const tones: Record<Outcome['verdict'], readonly Tone[]> = {
  yes: [{ hertz: 880, from: 0, seconds: 0.15 }],
  no: [
    { hertz: 220, from: 0, seconds: 0.2 },
    { hertz: 180, from: 0.25, seconds: 0.35 },
  ],
  unknown: [{ hertz: 330, from: 0, seconds: 0.5 }],
}

let context: AudioContext | undefined

/** Says without words how it came out: high once, low twice, or a long one between. Made here, and fetched from nowhere. */
export const sound = (verdict: Outcome['verdict']) => {
  context ??= new AudioContext()
  for (const { hertz, from, seconds } of tones[verdict]) {
    const at = context.currentTime + from
    const [tone, volume] = [context.createOscillator(), context.createGain()]
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.25, at)
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + seconds)
  }
}
