import { Link } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { Refusal } from '../../api/refusal.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { explain } from '../shell/explain.ts'
import { Page } from '../shell/Page.tsx'

type Props = {
  title: string
  submit: string
  busy: boolean
  error: Error | null
  onSubmit: (values: FormData) => void
  other: { to: '/sign-in' | '/sign-up'; question: string; label: string; next: string | undefined }
  children: ReactNode
}

/** What the server said about one field of a form. */
export const errorAt = (error: Error | null, pointer: string): string | undefined =>
  error instanceof Refusal ? error.errors.find((wrong) => wrong.pointer === `#/${pointer}`)?.detail : undefined

const summaryOf = (error: Error) => {
  const { title, detail } = explain(error)
  if (!(error instanceof Refusal) || error.errors.length === 0) return { title, lines: detail ? [{ detail }] : [] }
  const lines = error.errors.map((wrong) => ({ detail: wrong.detail, field: wrong.pointer.replace('#/', '') }))
  return { title: 'Please look at this again', lines }
}

export const AccountForm = ({ title, submit, busy, error, onSubmit, other, children }: Props) => (
  <Page title={title} width="narrow">
    <LogoMark className="mb-6 size-12" />
    <Heading className="text-4xl">{title}</Heading>
    <form
      className="mt-8 flex flex-col gap-5"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault()
        if (!busy) onSubmit(new FormData(event.currentTarget))
      }}
    >
      {error && <ErrorSummary {...summaryOf(error)} />}
      {children}
      <Button type="submit" size="large" busy={busy}>
        {submit}
      </Button>
    </form>
    <p className="mt-6 text-muted">
      {other.question}{' '}
      <Link
        to={other.to}
        search={other.next ? { next: other.next } : {}}
        className="inline-flex min-h-6 items-center font-bold text-brand underline underline-offset-4"
      >
        {other.label}
      </Link>
    </p>
  </Page>
)
