import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ImagePlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { sendPicture } from '../../api/pictures.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { Artwork as Pictured } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { explain } from '../shell/explain.ts'
import { LEAST_WIDTH, scaleDown, type Unusable, UnusablePicture } from './scale-down.ts'
import { fieldId } from './wrong.ts'

type Props = {
  id: string
  artwork: Pictured | null
  error: string | undefined
  onChange: (change: (now: Pictured | null) => Pictured | null) => void
}

const unusable = (why: Unusable) =>
  ({
    'not-a-picture': {
      title: t`This is not a picture that can be opened`,
      detail: t`Choose a JPEG, PNG, WebP or AVIF.`,
    },
    'too-large': { title: t`This picture is too large`, detail: t`Choose one with less than 40 megabytes.` },
    'too-small': {
      title: t`This picture is too small`,
      detail: t`Choose one that is at least ${LEAST_WIDTH} pixels wide, and no narrow strip.`,
    },
  })[why]

const said = (error: unknown) => {
  if (error instanceof UnusablePicture) return unusable(error.why)
  if (!refusedAs(error, 'limit-exceeded')) return explain(error)
  return {
    title: t`You have as many pictures as we keep for one account`,
    detail: t`Take them away from events that need none any more. A day later there is room.`,
  }
}

/** How far a picture is: made smaller, and sent twice. */
const STEPS = 3
const stepWords = (step: number) => (step === 0 ? t`Making it smaller…` : t`Sending it, ${step} of 2…`)

/** The event's picture: the seller's own, or the one that is drawn. What is typed meanwhile is not touched. */
export const ArtworkField = ({ id, artwork, error, onChange }: Props) => {
  const [step, setStep] = useState<number>()
  const [failure, setFailure] = useState<unknown>()
  const [news, setNews] = useState<'sent' | 'removed'>()
  const input = useRef<HTMLInputElement>(null)
  // Of two that were chosen, the later one counts, however long the other takes.
  const latest = useRef(0)

  const take = async (file: File) => {
    const turn = ++latest.current
    const isLatest = () => turn === latest.current
    setFailure(undefined)
    setNews(undefined)
    setStep(0)
    try {
      const { large, small } = await scaleDown(file)
      if (isLatest()) setStep(1)
      const first = await sendPicture(large)
      if (isLatest()) setStep(2)
      const second = await sendPicture(small)
      if (!isLatest()) return
      onChange((now) => ({ large: first, small: second, alt: now?.alt ?? '' }))
      setNews('sent')
    } catch (failed) {
      if (isLatest()) setFailure(failed)
    } finally {
      if (isLatest()) setStep(undefined)
    }
  }
  const remove = () => {
    latest.current++
    setStep(undefined)
    setFailure(undefined)
    setNews('removed')
    onChange(() => null)
    input.current?.focus()
  }

  return (
    <section
      aria-labelledby="picture"
      className="grid gap-5 rounded-card bg-surface p-5 shadow-raised sm:grid-cols-[14rem_minmax(0,1fr)] sm:p-7"
    >
      <Artwork id={id} picture={artwork} sizes="15rem" className="aspect-16/9 w-full self-start rounded-2xl" />
      <div className="flex min-w-0 flex-col gap-4">
        <div>
          <h2 id="picture" className="text-2xl">
            <Trans>Picture</Trans>
          </h2>
          <p id="picture-hint" className="mt-1 text-muted">
            {artwork ? (
              <Trans>Its middle is shown wide and flat, on cards and above the event.</Trans>
            ) : (
              <Trans>Without one of yours, this one is drawn. Wide pictures look best.</Trans>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={input}
            type="file"
            id={fieldId('/artwork')}
            accept="image/jpeg,image/png,image/webp,image/avif"
            aria-describedby={failure === undefined ? 'picture-hint' : 'picture-hint picture-problem'}
            className="peer sr-only"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              // So that the same one can be chosen again.
              target.value = ''
              if (file) void take(file)
            }}
          />
          <label
            htmlFor={fieldId('/artwork')}
            className={buttonLook(
              'secondary',
              'medium',
              'cursor-pointer peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand',
            )}
          >
            <ImagePlus aria-hidden="true" className="size-5" />
            {artwork ? t`Choose another` : t`Choose a picture`}
          </label>
          {artwork && (
            <Button variant="quiet" aria-label={t`Remove picture`} onClick={remove}>
              <Trans>Remove</Trans>
            </Button>
          )}
        </div>
        {step !== undefined && (
          <Progress label={t`Picture`} done={step + 1} failed={0} of={STEPS} words={stepWords(step)} />
        )}
        {failure !== undefined && (
          <div id="picture-problem">
            <Banner tone="bad" role="alert" title={said(failure).title}>
              {said(failure).detail}
            </Banner>
          </div>
        )}
        <p role="status" className="text-sm font-semibold text-good empty:hidden">
          {news === 'sent' &&
            artwork &&
            (artwork.alt.trim() ? t`The picture is there.` : t`The picture is there. Say what can be seen on it.`)}
          {news === 'removed' && t`The picture is gone; the drawn one is back.`}
        </p>
        {artwork && (
          <TextField
            label={t`What can be seen on it`}
            hint={t`For those who cannot see it, in a sentence`}
            maxLength={300}
            autoComplete="off"
            required
            id={fieldId('/artwork/alt')}
            error={error}
            value={artwork.alt}
            onChange={({ target }) => onChange((now) => now && { ...now, alt: target.value })}
          />
        )}
      </div>
    </section>
  )
}
