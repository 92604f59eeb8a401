import { t } from '@lingui/core/macro'
import { useRouter } from '@tanstack/react-router'
import { useSignIn } from '../../api/auth.ts'
import { TextField } from '../../ui/Field.tsx'
import { AccountForm, errorAt } from './AccountForm.tsx'
import { safeNext } from './next.ts'

export const SignIn = ({ next }: { next: string | undefined }) => {
  const router = useRouter()
  const signIn = useSignIn()
  const submit = (values: FormData) =>
    signIn.mutate(
      { email: String(values.get('email')), password: String(values.get('password')) },
      { onSuccess: () => router.history.push(safeNext(next)) },
    )

  return (
    <AccountForm
      title={t`Sign in`}
      submit="Sign in"
      busy={signIn.isPending}
      error={signIn.error}
      onSubmit={submit}
      other={{ to: '/sign-up', question: 'New here?', label: 'Create an account', next }}
    >
      <TextField
        id="email"
        name="email"
        label={t`Email`}
        type="email"
        autoComplete="username"
        required
        error={errorAt(signIn.error, 'email')}
      />
      <TextField
        id="password"
        name="password"
        label={t`Password`}
        type="password"
        autoComplete="current-password"
        required
        error={errorAt(signIn.error, 'password')}
      />
    </AccountForm>
  )
}
