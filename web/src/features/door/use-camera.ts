import { useEffect, useRef, useState } from 'react'
import { qrDetector } from './barcode-detector.ts'

const LOOK_EVERY_MS = 150
/** A ticket that is still in the picture is not the next one. */
const GONE_AFTER_MS = 1_500

/** Looks through the camera for as long as it is drawn, and tells each code once while it stays in the picture. */
export const useCamera = (onCode: (code: string) => void) => {
  const video = useRef<HTMLVideoElement>(null)
  const [isRefused, setRefused] = useState(false)
  const tell = useRef(onCode)
  tell.current = onCode

  useEffect(() => {
    let stream: MediaStream | undefined
    let timer: number | undefined
    let isOver = false
    let seen = { code: '', at: 0 }

    const look = async (detect: () => Promise<{ rawValue: string }[]>) => {
      const [found] = await detect().catch(() => [])
      if (isOver) return
      const now = performance.now()
      if (found && (found.rawValue !== seen.code || now - seen.at > GONE_AFTER_MS)) tell.current(found.rawValue)
      if (found) seen = { code: found.rawValue, at: now }
      timer = window.setTimeout(() => void look(detect), LOOK_EVERY_MS)
    }

    const open = async () => {
      const detector = await qrDetector()
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const picture = video.current
      stream = opened
      if (isOver || !picture || !detector) return close()
      picture.srcObject = opened
      await picture.play()
      await look(() => detector.detect(picture))
    }
    const close = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }

    open().catch(() => isOver || setRefused(true))
    return () => {
      isOver = true
      clearTimeout(timer)
      close()
    }
  }, [])

  return { video, isRefused }
}
