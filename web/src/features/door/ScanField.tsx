import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { Button } from '../../ui/Button.tsx'

const typesElsewhere = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement

/** A scanner types wherever the focus is: on a button its Enter would press that. What is typed nowhere is typed here. */
const useWhateverIsTyped = (field: RefObject<HTMLInputElement | null>) =>
  useEffect(() => {
    // Where there is no keyboard, the focus would bring one up, over the answer.
    if (matchMedia('(hover: hover)').matches) field.current?.focus()
    const take = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (/^[\p{L}\d-]$/u.test(key) && !ctrlKey && !metaKey && !altKey && !typesElsewhere(target))
        field.current?.focus()
    }
    addEventListener('keydown', take)
    return () => removeEventListener('keydown', take)
  }, [field])

/** Where a scanner types, and people do when nothing can be scanned. Empty again at once: the next ticket may come. */
export const ScanField = ({ onScan }: { onScan: (code: string) => void }) => {
  const field = useRef<HTMLInputElement>(null)
  useWhateverIsTyped(field)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const code = field.current?.value.trim()
    if (!field.current || !code) return
    field.current.value = ''
    field.current.focus()
    onScan(code)
  }
  return (
    <form onSubmit={submit}>
      <label htmlFor="door-code" className="font-bold">
        <Trans>Code of the ticket</Trans>
      </label>
      <p id="door-code-hint" className="text-sm text-muted">
        <Trans>A scanner types it here by itself. By hand: 16 letters and digits, spaces do not matter.</Trans>
      </p>
      <div className="mt-2 flex gap-2">
        <input
          ref={field}
          id="door-code"
          aria-describedby="door-code-hint"
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={40}
          placeholder="ABCD EFGH JKMN PQRS"
          translate="no"
          className="min-h-14 w-full min-w-0 rounded-xl border border-edge bg-surface px-4 font-mono text-xl uppercase placeholder:text-muted/60"
        />
        <Button type="submit" size="large" className="shrink-0 px-5!">
          {t`Check`}
        </Button>
      </div>
    </form>
  )
}
