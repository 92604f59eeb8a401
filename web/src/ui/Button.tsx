import type { ComponentProps } from 'react'
import { Spinner } from './Spinner.tsx'

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger'
type Size = 'medium' | 'large'

const base =
  'inline-flex items-center justify-center gap-2 rounded-full font-bold text-center whitespace-nowrap transition-colors ' +
  'aria-busy:cursor-progress disabled:cursor-not-allowed disabled:opacity-55'

const variants: Record<Variant, string> = {
  primary: 'border border-transparent bg-brand text-on-brand hover:bg-brand-strong',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  quiet: 'border border-transparent text-ink hover:bg-sunken',
  danger: 'border border-bad bg-surface text-bad hover:bg-bad-soft',
}

const sizes: Record<Size, string> = {
  medium: 'min-h-11 px-5 py-2 text-[0.95rem]',
  large: 'min-h-13 px-7 py-3 text-lg',
}

/** The look of a button, for links that lead somewhere. */
export const buttonLook = (variant: Variant = 'primary', size: Size = 'medium', extra = '') =>
  `${base} ${variants[variant]} ${sizes[size]} ${extra}`

type Props = ComponentProps<'button'> & { variant?: Variant; size?: Size; busy?: boolean }

/** While busy it stays focusable and only ignores clicks, so that nobody loses their place on the page. */
export const Button = ({ variant, size, busy = false, className, onClick, children, ...rest }: Props) => (
  <button
    type="button"
    {...rest}
    aria-busy={busy || undefined}
    className={buttonLook(variant, size, className)}
    onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
  >
    {busy && <Spinner />}
    {children}
  </button>
)
