import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useSignUp, useSignUpCode } from '../../api/auth.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { Account, NewAccount } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Form, Frame, Other } from './AccountForm.tsx'
import { awaitCode } from './awaited-code.ts'
import { CodeField } from './CodeField.tsx'
import { explainHere } from './wrong.ts'

const WAIT_MS = 30_000

/** Another mail, not before the first one had time to come. */
const SendAgain = ({ asked, onSent }: { asked: NewAccount; onSent: () => void }) => {
  const signUp = useSignUp()
  const [sentAt, setSentAt] = useState(() => Date.now())
  const [isAnother, setAnother] = useState(false)
  const left = Math.ceil((sentAt + WAIT_MS - useNow(1000)) / 1000)
  const again = () =>
    signUp.mutate(asked, {
      onSuccess: () => {
        setSentAt(Date.now())
        setAnother(true)
        onSent()
      },
    })
  return (
    <div className="flex flex-col items-start gap-2">
      <p role="status" className="text-muted">
        {signUp.isError ? (
          <span className="text-bad">{explainHere(signUp.error).title}</span>
        ) : isAnother ? (
          <Trans>Another mail is on its way. Only its code counts now.</Trans>
        ) : (
          <Trans>Nothing there? Look among spam, too.</Trans>
        )}
      </p>
      {left > 0 ? (
        <p className="text-sm text-muted tabular-nums">
          <Plural
            value={left}
            one="You can have it sent again in # second."
            other="You can have it sent again in # seconds."
          />
        </p>
      ) : (
        <Button variant="secondary" busy={signUp.isPending} onClick={again}>
          <Trans>Send it again</Trans>
        </Button>
      )}
    </div>
  )
}

type Props = {
  email: string
  /** What was asked for; not known any more where the page was reloaded. */
  asked: NewAccount | undefined
  next: string | undefined
  onEntered: (account: Account | null) => void
  onBack: () => void
}

/** The six digits from the mail, in the browser that asked for them. */
export const CodeForm = ({ email, asked, next, onEntered, onBack }: Props) => {
  const { t } = useLingui()
  const confirm = useSignUpCode()
  const [code, setCode] = useState('')
  const submit = (digits: string) =>
    confirm.mutate({ email, code: digits }, { onSuccess: ({ account }) => onEntered(account) })
  // Typed out is sent: nobody has to look for a button.
  const type = (digits: string) => {
    setCode(digits)
    if (digits.length === 6 && !confirm.isPending) submit(digits)
  }
  return (
    <Frame
      title={t`Look into your mail`}
      lead={
        <Trans>
          We sent a code to <strong className="wrap-anywhere text-ink">{email}</strong>. It is good for ten minutes.
        </Trans>
      }
    >
      <Form submit={t`Confirm`} busy={confirm.isPending} error={confirm.error} onSubmit={() => submit(code)}>
        <CodeField value={code} onChange={type} isWrong={refusedAs(confirm.error, 'wrong-code')} />
      </Form>
      {asked ? (
        <SendAgain
          asked={asked}
          onSent={() => {
            awaitCode(email)
            confirm.reset()
            setCode('')
          }}
        />
      ) : (
        <p className="text-muted">
          <Trans>Nothing there? Look among spam, too. To get another mail, fill in the form once more.</Trans>
        </p>
      )}
      <p className="flex flex-wrap gap-x-6 gap-y-2 border-t border-line pt-5 text-muted">
        <button type="button" onClick={onBack} className="font-bold text-brand underline underline-offset-4">
          {asked ? <Trans>Use another address</Trans> : <Trans>Fill in the form once more</Trans>}
        </button>
        <Other to="/sign-in" next={next}>
          <Trans>Sign in instead</Trans>
        </Other>
      </p>
    </Frame>
  )
}
