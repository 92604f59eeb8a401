import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import type { SellerView } from '../../api/money-types.ts'
import { Refusal } from '../../api/refusal.ts'
import { useOnboarding } from '../../api/seller.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Problem } from '../shell/Problem.tsx'
import { countries } from './countries.ts'
import { requirementWords } from './words.ts'

type Look = { tone: 'plain' | 'good' | 'warn' | 'bad'; label: string; words: string; action?: string }

const lookOf = (payouts: SellerView['payouts']): Look =>
  (
    ({
      off: {
        tone: 'plain',
        label: t`By hand`,
        words: t`Whoever runs this store pays you what you sell. You can sell at once.`,
      },
      none: {
        tone: 'warn',
        label: t`Not set up`,
        words: t`To sell tickets that cost something, tell Stripe, our payment provider, who you are and where your money goes. It takes about five minutes. Free tickets need nothing of it.`,
        action: t`Set up payouts`,
      },
      onboarding: {
        tone: 'warn',
        label: t`Not finished`,
        words: t`You have begun to tell Stripe who you are. Until that is finished, only free tickets can be sold.`,
        action: t`Continue with Stripe`,
      },
      enabled: { tone: 'good', label: t`Set up`, words: t`Stripe pays what you sell into your bank account.` },
      restricted: {
        tone: 'bad',
        label: t({ message: 'On hold', context: 'a payout' }),
        words: t`Stripe needs to know more before it pays you. Until then, nothing that costs money can be sold.`,
        action: t`Tell Stripe`,
      },
    }) as const satisfies Record<SellerView['payouts'], Look>
  )[payouts]

const Requirements = ({ requirements }: { requirements: readonly string[] }) => (
  <div>
    <p className="font-bold">
      <Trans>Stripe still wants</Trans>
    </p>
    <ul className="mt-1 list-disc pl-5">
      {requirementWords(requirements).map((wanted) => (
        <li key={wanted}>{wanted}</li>
      ))}
    </ul>
  </div>
)

const wrongCountry = (error: unknown) =>
  error instanceof Refusal ? error.errors.find(({ pointer }) => pointer === '#/country')?.detail : undefined

const patienceMs = 15_000

/** Whether somebody who has just come back from Stripe still waits to hear how it went. */
export const useAwaits = (isBack: boolean, payouts: SellerView['payouts'] | undefined) => {
  const [since] = useState(() => Date.now())
  const now = useNow(1_000)
  return isBack && (payouts === undefined || payouts === 'onboarding') && now - since < patienceMs
}

type Props = { seller: SellerView; isAwaited: boolean; isAgain: boolean }

/** Whether a seller is paid, and the way to it. */
export const Payouts = ({ seller, isAwaited, isAgain }: Props) => {
  const onboarding = useOnboarding()
  const [country, setCountry] = useState(seller.country ?? '')
  const { tone, label, words, action } = lookOf(seller.payouts)
  return (
    <section aria-labelledby="payouts" className="rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="payouts" className="text-2xl">
          <Trans>Payouts</Trans>
        </h2>
        <Badge tone={tone}>{label}</Badge>
      </div>
      <div role="status" className="mt-2 max-w-prose space-y-4">
        {isAwaited ? (
          <p className="flex items-center gap-3">
            <Spinner className="size-5 text-brand" />
            <Trans>Stripe is telling us how it went. This takes a few seconds.</Trans>
          </p>
        ) : (
          <>
            {isAgain && (
              <p className="font-bold">
                <Trans>That way to Stripe had been used or had run out. Here is a new one.</Trans>
              </p>
            )}
            <p className="text-muted">{words}</p>
            {seller.requirements.length > 0 && <Requirements requirements={seller.requirements} />}
          </>
        )}
      </div>
      {onboarding.isError && !wrongCountry(onboarding.error) && (
        <div className="mt-4">
          <Problem error={onboarding.error} />
        </div>
      )}
      {seller.payouts === 'none' && !isAwaited && (
        <SelectField
          id="country"
          className="mt-5 max-w-sm"
          label={t`Where you are`}
          hint={t`It cannot be changed later.`}
          error={wrongCountry(onboarding.error)}
          value={country}
          onChange={({ target }) => setCountry(target.value)}
        >
          <option value="">{t`Choose a country`}</option>
          {countries().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {action && !isAwaited && (
        <Button
          className="mt-5"
          busy={onboarding.isPending || onboarding.isSuccess}
          onClick={() =>
            onboarding.mutate(seller.payouts === 'none' && country ? country : undefined, {
              onSuccess: ({ url }) => location.assign(url),
            })
          }
        >
          {action}
        </Button>
      )}
    </section>
  )
}
