import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { factorQuery, offerFactor, useFactorChanged } from '../../api/second-factor.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { FactorOn } from './FactorOn.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { card, Failed, Section } from './Section.tsx'
import { SetUpFactor } from './SetUpFactor.tsx'
import { useSurely } from './surely.tsx'
import { Withheld } from './Withheld.tsx'
import { explainFactor } from './wrong.ts'

const Off = ({ busy, onBegin }: { busy: boolean; onBegin: () => void }) => (
  <>
    <div className="flex items-center gap-4 rounded-card border-2 border-dashed border-line p-5 text-muted">
      <ShieldCheck aria-hidden="true" className="size-7 shrink-0" />
      <p>
        <Trans>Off. With it, nobody gets in who only knows your password. Passkeys do not need it.</Trans>
      </p>
    </div>
    <Button variant="secondary" className="self-start" busy={busy} onClick={onBegin}>
      <Trans>Set up an app</Trans>
    </Button>
  </>
)

const Standing = () => {
  const surely = useSurely()
  const changed = useFactorChanged()
  const standing = useQuery(factorQuery)
  // Another tab was faster: what there is now is asked for, and shown.
  const lookAgain = (error: unknown) => {
    if (refusedAs(error, 'limit-exceeded')) void changed()
  }
  const offer = useMutation({ mutationFn: () => surely(offerFactor), onError: lookAgain })
  const [codes, setCodes] = useState<string[]>()
  const inCard = `${card} flex flex-col gap-4 p-5 sm:p-6`
  const keep = () => {
    setCodes(undefined)
    offer.reset()
    void changed()
  }
  if (codes)
    return (
      <div className={inCard}>
        <RecoveryCodes codes={codes} onKept={keep} />
      </div>
    )
  if (offer.data)
    return (
      <div className={inCard}>
        <SetUpFactor
          offered={offer.data}
          onAdded={setCodes}
          onKept={offer.reset}
          onAgain={() => offer.mutate()}
          onRefused={lookAgain}
        />
      </div>
    )
  if (standing.isError) return <Failed error={standing.error} onAgain={() => void standing.refetch()} />
  if (standing.isPending) return <Skeleton className="h-24 rounded-card" />
  if (standing.data)
    return (
      <div className={inCard}>
        <FactorOn standing={standing.data} onRenewed={setCodes} />
      </div>
    )
  return (
    <>
      <Off busy={offer.isPending} onBegin={() => offer.mutate()} />
      <Failed error={offer.error} explain={explainFactor} />
    </>
  )
}

/** An app that shows codes, asked for after the password. */
export const FactorSection = ({ account }: { account: Account }) => {
  const { t } = useLingui()
  return (
    <Section
      id="second-factor"
      title={t`Two-step sign-in`}
      lead={
        <Trans>
          After the password, a code that an app on your phone shows. Turning it on signs you out elsewhere.
        </Trans>
      }
    >
      {account.withheld.length > 0 && <Withheld account={account} />}
      <Standing />
    </Section>
  )
}
