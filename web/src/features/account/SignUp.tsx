import { t } from '@lingui/core/macro'
import { useRouter } from '@tanstack/react-router'
import { useSignUp } from '../../api/auth.ts'
import { TextField } from '../../ui/Field.tsx'
import { AccountForm, errorAt } from './AccountForm.tsx'
import { safeNext } from './next.ts'

export const SignUp = ({ next }: { next: string | undefined }) => {
  const router = useRouter()
  const signUp = useSignUp()
  const submit = (values: FormData) =>
    signUp.mutate(
      {
        name: String(values.get('name')),
        email: String(values.get('email')),
        password: String(values.get('password')),
      },
      { onSuccess: () => router.history.push(safeNext(next)) },
    )

  return (
    <AccountForm
      title={t`Create your account`}
      submit="Create account"
      busy={signUp.isPending}
      error={signUp.error}
      onSubmit={submit}
      other={{ to: '/sign-in', question: 'Already have an account?', label: 'Sign in', next }}
    >
      <TextField
        id="name"
        name="name"
        label={t`Name`}
        autoComplete="name"
        required
        error={errorAt(signUp.error, 'name')}
      />
      <TextField
        id="email"
        name="email"
        label={t`Email`}
        type="email"
        autoComplete="email"
        required
        error={errorAt(signUp.error, 'email')}
      />
      <TextField
        id="password"
        name="password"
        label={t`Password`}
        hint={t`At least 8 characters.`}
        type="password"
        autoComplete="new-password"
        minLength={8}
        maxLength={128}
        required
        error={errorAt(signUp.error, 'password')}
      />
    </AccountForm>
  )
}
