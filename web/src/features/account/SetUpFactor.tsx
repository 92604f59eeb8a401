import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { addFactor, type OfferedFactor } from '../../api/second-factor.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFocusOnAppear } from '../../ui/use-focus-on-appear.ts'
import { textLink } from './AccountForm.tsx'
import { CodeField } from './CodeField.tsx'
import { CopyButton } from './CopyButton.tsx'
import { Failed } from './Section.tsx'
import { useSurely } from './surely.tsx'
import { explainFactor } from './wrong.ts'

const QrCode = lazy(async () => ({ default: (await import('../../ui/QrCode.tsx')).QrCode }))

const Step = ({ children }: { children: number }) => (
  <span
    aria-hidden="true"
    className="grid size-7 shrink-0 place-items-center rounded-full bg-brand text-sm font-bold text-on-brand"
  >
    {children}
  </span>
)

type Props = {
  offered: OfferedFactor
  onAdded: (recoveryCodes: string[]) => void
  onKept: () => void
  /** The secret is over: another one is wanted. */
  onAgain: () => void
  onRefused: (error: unknown) => void
}

/** Shows an app the secret, and has the app's code typed: nothing is turned on before it is sure that it works. */
export const SetUpFactor = ({ offered: { secret, uri }, onAdded, onKept, onAgain, onRefused }: Props) => {
  const { t } = useLingui()
  const surely = useSurely()
  // Not the field: a telephone's keyboard would stand before the code that is to be scanned.
  const start = useFocusOnAppear<HTMLHeadingElement>()
  const [code, setCode] = useState('')
  const add = useMutation({
    mutationFn: (digits: string) => surely(() => addFactor(digits)),
    onSuccess: onAdded,
    onError: onRefused,
  })
  const isWrong = refusedAs(add.error, 'wrong-code')
  const type = (digits: string) => {
    setCode(digits)
    if (digits.length === 6 && !add.isPending) add.mutate(digits)
  }
  return (
    <ol className="flex flex-col gap-7">
      <li className="flex gap-3">
        <Step>{1}</Step>
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <h3 ref={start} tabIndex={-1} className="font-sans text-base font-bold outline-none">
            <Trans>Scan this with your app</Trans>
          </h3>
          <div className="grid items-center gap-x-6 gap-y-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <div className="w-48 max-w-full">
              <Suspense fallback={<Skeleton className="aspect-square w-full rounded-2xl" />}>
                <QrCode text={uri} label={t`QR code for your app`} />
              </Suspense>
            </div>
            <div className="flex min-w-0 flex-col items-start gap-3">
              <p className="text-muted">
                <Trans>
                  Any authenticator app will do: your password manager, Google or Microsoft Authenticator, 2FAS, Aegis.
                </Trans>{' '}
                <a href={uri} className={textLink}>
                  <Trans>Open it on this device</Trans>
                </a>
              </p>
              <p className="text-sm text-muted">
                <Trans>Cannot scan? Type this instead:</Trans>
              </p>
              <p
                translate="no"
                className="rounded-xl bg-sunken px-3 py-2 font-mono text-[0.95rem] break-words select-all"
              >
                <span className="sr-only">{t`Secret`}: </span>
                {secret.match(/.{4}/g)?.join(' ')}
              </p>
              <CopyButton text={secret}>
                <Trans>Copy secret</Trans>
              </CopyButton>
            </div>
          </div>
        </div>
      </li>
      <li className="flex gap-3">
        <Step>{2}</Step>
        <form
          className="flex min-w-0 flex-1 flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!add.isPending) add.mutate(code)
          }}
        >
          <h3 className="font-sans text-base font-bold">
            <Trans>Enter the code it shows</Trans>
          </h3>
          <div className="max-w-xs">
            <CodeField
              value={code}
              onChange={type}
              isWrong={isWrong}
              takesFocus={false}
              label={t`Code from your app`}
              error={
                isWrong
                  ? t`this is not the code for this secret: wait for the next one, and look at your phone’s clock`
                  : undefined
              }
            />
          </div>
          {!isWrong && (
            <Failed
              error={add.error}
              explain={explainFactor}
              onAgain={refusedAs(add.error, 'link-over') ? onAgain : undefined}
            />
          )}
          <div className="flex flex-wrap gap-3">
            <Button type="submit" busy={add.isPending}>
              <Trans>Turn on</Trans>
            </Button>
            <Button variant="quiet" onClick={onKept}>
              <Trans>Not now</Trans>
            </Button>
          </div>
        </form>
      </li>
    </ol>
  )
}
