import { Check, Copy as CopyIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'

/** Copies a text, and says that it did. */
export const Copy = ({ text, what }: { text: string; what: string }) => {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  const Icon = copied ? Check : CopyIcon
  return (
    <Button variant="quiet" aria-label={`Copy ${what}`} onClick={copy} onBlur={() => setCopied(false)}>
      <Icon aria-hidden="true" className="size-4" />
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </Button>
  )
}
