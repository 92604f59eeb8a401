import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'

/** The phone's own way to share, or the address in the clipboard where there is none. */
export const Share = ({ title }: { title: string }) => {
  const [said, setSaid] = useState('')
  const share = async () => {
    const url = `${location.origin}${location.pathname}`
    try {
      if (navigator.share) return await navigator.share({ title, url })
      await navigator.clipboard.writeText(url)
      setSaid(t`Link copied`)
    } catch (error) {
      // Who closes the phone's sheet has changed their mind.
      if (!(error instanceof DOMException && error.name === 'AbortError')) setSaid(url)
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="secondary" onClick={() => void share()}>
        <Share2 aria-hidden="true" className="size-5" />
        <Trans>Share</Trans>
      </Button>
      <span role="status" className="text-sm font-semibold wrap-anywhere text-muted">
        {said}
      </span>
    </div>
  )
}
