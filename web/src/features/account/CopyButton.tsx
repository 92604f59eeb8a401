import { Trans } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/Button.tsx'

/** Copies a text, and says that it did. */
export const CopyButton = ({ text, children }: { text: string; children: ReactNode }) => {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // Not allowed here: it can still be selected and copied by hand.
      () => setCopied(false),
    )
  return (
    <Button variant="secondary" onClick={() => void copy()}>
      {isCopied ? <Check aria-hidden="true" className="size-5" /> : <Copy aria-hidden="true" className="size-5" />}
      <span role="status">{isCopied ? <Trans>Copied</Trans> : children}</span>
    </Button>
  )
}
