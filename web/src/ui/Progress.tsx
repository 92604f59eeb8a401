type Props = { label: string; done: number; failed: number; of: number; words: string }

/** How much of something is done, as a bar; its words say the same, and what failed is striped as well as red. */
export const Progress = ({ label, done, failed, of, words }: Props) => {
  const share = (count: number) => `${of === 0 ? 100 : (count / of) * 100}%`
  return (
    <div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
        aria-valuetext={words}
        className="flex h-4 overflow-hidden rounded-full bg-sunken ring-1 ring-edge"
      >
        <span className="bg-brand transition-[width] duration-500" style={{ width: share(done) }} />
        {failed > 0 && (
          <span
            className="bg-[repeating-linear-gradient(45deg,var(--bad)_0_5px,var(--bad-soft)_5px_9px)] transition-[width] duration-500"
            style={{ width: share(failed) }}
          />
        )}
      </div>
      <p className="mt-2 font-bold tabular-nums">{words}</p>
    </div>
  )
}
