import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { confirmByPasskey, hasPasskeys } from '../../api/passkeys.ts'
import { useFactorChanged } from '../../api/second-factor.ts'
import type { Account } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Failed } from './Section.tsx'

/** Who runs the store came with a password alone: what else it takes, and the way there. */
export const Withheld = ({ account }: { account: Account }) => {
  const { t } = useLingui()
  const changed = useFactorChanged()
  const prove = useMutation({ mutationFn: confirmByPasskey, onSuccess: changed })
  const canProve = account.passkeys > 0 && hasPasskeys()
  return (
    <>
      <Banner
        tone="warn"
        title={t`Operations is closed to this session`}
        action={
          canProve && (
            <Button variant="secondary" busy={prove.isPending} onClick={() => prove.mutate()}>
              <KeyRound aria-hidden="true" className="size-5" /> <Trans>Use a passkey</Trans>
            </Button>
          )
        }
      >
        {canProve ? (
          <Trans>You run this store, but signed in with a password alone. Confirm it is you with a passkey.</Trans>
        ) : (
          <Trans>You run this store, but signed in with a password alone. Add a passkey, or set up an app.</Trans>
        )}
      </Banner>
      <Failed error={prove.error} />
    </>
  )
}
