import { Link } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Page } from '../shell/Page.tsx'
import { summaryOf } from './wrong.ts'

type FrameProps = { title: string; lead?: ReactNode; children: ReactNode }

/** A narrow page with one thing to do. */
export const Frame = ({ title, lead, children }: FrameProps) => (
  <Page title={title} width="narrow">
    <LogoMark className="mb-6 size-12" />
    <Heading className="text-4xl">{title}</Heading>
    {lead && <div className="mt-3 text-lg text-muted">{lead}</div>}
    <div className="mt-8 flex flex-col gap-6">{children}</div>
  </Page>
)

type FormProps = {
  submit: string
  busy: boolean
  error: Error | null
  ids?: Record<string, string>
  onSubmit: (values: FormData) => void
  children: ReactNode
}

/** Fields and a button; what the server says against them stands on top. */
export const Form = ({ submit, busy, error, ids, onSubmit, children }: FormProps) => (
  <form
    className="flex flex-col gap-5"
    onSubmit={(event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      if (!busy) onSubmit(new FormData(event.currentTarget))
    }}
  >
    {error && <ErrorSummary {...summaryOf(error, ids)} />}
    {children}
    <Button type="submit" size="large" busy={busy}>
      {submit}
    </Button>
  </form>
)

type OtherProps = { to: '/sign-in' | '/sign-up' | '/reset-password'; next?: string | undefined; children: ReactNode }

export const textLink = 'inline-flex min-h-6 items-center font-bold text-brand underline underline-offset-4'

/** The way to the other page, which leads on to the same place. */
export const Other = ({ to, next, children }: OtherProps) => (
  <Link to={to} search={next ? { next } : {}} className={textLink}>
    {children}
  </Link>
)
