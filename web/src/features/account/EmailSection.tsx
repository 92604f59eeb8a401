import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { askForEmail, verifyAgain } from '../../api/account.ts'
import type { Account } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { card, Failed, Section } from './Section.tsx'
import { useSurely } from './surely.tsx'
import { errorAt } from './wrong.ts'

const Unverified = ({ email }: { email: string }) => {
  const { t } = useLingui()
  const again = useMutation({ mutationFn: verifyAgain })
  if (again.isSuccess)
    return (
      <Banner tone="info" role="status" title={t`Look into your mail`}>
        <Trans>A link is on its way to {email}.</Trans>
      </Banner>
    )
  return (
    <>
      <Banner
        tone="warn"
        title={t`We do not know yet whether your mail reaches you`}
        action={
          <Button variant="secondary" busy={again.isPending} onClick={() => again.mutate()}>
            <Trans>Send the link again</Trans>
          </Button>
        }
      >
        <Trans>Follow the link we sent you: your tickets go to this address.</Trans>
      </Banner>
      <Failed error={again.error} />
    </>
  )
}

const Change = ({ onDone }: { onDone: () => void }) => {
  const { t } = useLingui()
  const surely = useSurely()
  const change = useMutation({ mutationFn: (email: string) => surely(() => askForEmail(email)) })
  if (change.isSuccess) {
    const { variables: email } = change
    return (
      <Banner tone="good" role="status" title={t`Look into the mail of your new address`}>
        <Trans>A link is on its way to {email}. Until you follow it, nothing changes.</Trans>
      </Banner>
    )
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) change.mutate(String(new FormData(event.currentTarget).get('new-email')).trim())
      }}
    >
      <TextField
        id="new-email"
        name="new-email"
        label={t`New email`}
        hint={t`We send a link there; the old address is told.`}
        type="email"
        autoComplete="email"
        required
        error={errorAt(change.error, 'email')}
      />
      {!errorAt(change.error, 'email') && <Failed error={change.error} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={change.isPending}>
          <Trans>Send the link</Trans>
        </Button>
        <Button variant="quiet" onClick={onDone}>
          <Trans>Keep the old one</Trans>
        </Button>
      </div>
    </form>
  )
}

export const EmailSection = ({ account }: { account: Account }) => {
  const { t } = useLingui()
  const [isChanging, setChanging] = useState(false)
  return (
    <Section id="email" title={t`Email`} lead={<Trans>You sign in with it, and your tickets go there.</Trans>}>
      <div className={`${card} flex flex-col gap-5 p-5 sm:p-6`}>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <span className="mr-auto flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-lg font-bold">
            <span className="wrap-anywhere">{account.email}</span>
            {account.emailVerified ? (
              <Badge tone="good">{t`Confirmed`}</Badge>
            ) : (
              <Badge tone="warn">{t`Not confirmed`}</Badge>
            )}
          </span>
          {!isChanging && (
            <Button variant="secondary" onClick={() => setChanging(true)}>
              <Trans>Change email</Trans>
            </Button>
          )}
        </div>
        {isChanging && <Change onDone={() => setChanging(false)} />}
      </div>
      {!account.emailVerified && <Unverified email={account.email} />}
    </Section>
  )
}
