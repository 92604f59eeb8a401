import { t } from '@lingui/core/macro'
import { Check, Share2 } from 'lucide-react'
import { useState } from 'react'
import type { EventView } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { noteShared } from './shared.ts'

type Props = { event: Pick<EventView, 'id' | 'title'>; onShared?: () => void }

/** Hands the event's address to whatever the device shares with, or else to the clipboard. */
export const ShareLink = ({ event, onShared }: Props) => {
  const [isCopied, setCopied] = useState(false)
  const url = new URL(`/events/${event.id}`, location.href).href
  const done = () => {
    noteShared(event.id)
    onShared?.()
  }
  const share = async () => {
    try {
      if (navigator.share && matchMedia('(pointer: coarse)').matches) await navigator.share({ title: event.title, url })
      else {
        await navigator.clipboard.writeText(url)
        setCopied(true)
      }
      done()
    } catch {
      // Somebody changed their mind, or the device forbids it: then the address can be copied by hand.
      window.prompt(t`Copy this link`, url)
    }
  }
  return (
    <Button variant="secondary" aria-label={t`Share the link: ${event.title}`} onClick={() => void share()}>
      {isCopied ? <Check aria-hidden="true" className="size-5" /> : <Share2 aria-hidden="true" className="size-5" />}
      <span role="status">{isCopied ? t`Link copied` : t`Share the link`}</span>
    </Button>
  )
}
