import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useSecondStep } from '../../api/auth.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { Account } from '../../api/types.ts'
import { TextField } from '../../ui/Field.tsx'
import { Form, Frame, textLink } from './AccountForm.tsx'
import { CodeField } from './CodeField.tsx'
import { errorAt } from './wrong.ts'

type Props = { onEntered: (account: Account | null) => void; onOver: () => void; onBack: () => void }

/** The second step: the code of the app, or one of those that were kept for when it is lost. */
export const SignInCode = ({ onEntered, onOver, onBack }: Props) => {
  const { t } = useLingui()
  const step = useSecondStep()
  const [code, setCode] = useState('')
  const [isRecovering, setRecovering] = useState(false)
  const submit = (given: string) =>
    step.mutate(given, {
      onSuccess: ({ account }) => onEntered(account),
      onError: (error) => {
        setCode('')
        if (refusedAs(error, 'link-over')) onOver()
      },
    })
  const type = (digits: string) => {
    setCode(digits)
    if (digits.length === 6 && !step.isPending) submit(digits)
  }
  const turn = () => {
    step.reset()
    setCode('')
    setRecovering(!isRecovering)
  }
  const wrong = () => {
    if (!refusedAs(step.error, 'wrong-code')) return errorAt(step.error, 'code')
    const left = Number(step.error.problem.guessesLeft)
    if (left === 0) return t`that was the last try: sign in again`
    const more = plural(left, { one: 'You have # more try.', other: 'You have # more tries.' })
    return isRecovering
      ? t`this is not one of your recovery codes, or it was used already. ${more}`
      : t`this is not the current code, or it was used already. ${more}`
  }
  const error = wrong()
  return (
    <Frame
      title={isRecovering ? t`Use a recovery code` : t`Enter the code from your app`}
      lead={
        isRecovering ? (
          <Trans>One of the ten you saved when you turned two-step sign-in on. Each works once.</Trans>
        ) : (
          <Trans>The password was right. Now the six digits that your app shows.</Trans>
        )
      }
    >
      <Form
        submit={t`Sign in`}
        busy={step.isPending}
        error={error ? null : step.error}
        onSubmit={(values) => submit(String(values.get('code')))}
      >
        {isRecovering ? (
          <TextField
            key="recovery"
            id="code"
            name="code"
            label={t`Recovery code`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            error={error}
          />
        ) : (
          <CodeField key="app" value={code} onChange={type} isWrong={error !== undefined} error={error} />
        )}
      </Form>
      <p className="flex flex-wrap gap-x-6 gap-y-2 border-t border-line pt-5 text-muted">
        <button type="button" onClick={turn} className={textLink}>
          {isRecovering ? <Trans>Use the code from your app</Trans> : <Trans>I do not have my phone</Trans>}
        </button>
        <button type="button" onClick={onBack} className={textLink}>
          <Trans>Sign in as somebody else</Trans>
        </button>
      </p>
    </Frame>
  )
}
