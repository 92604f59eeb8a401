import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Camera as CameraIcon, CameraOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { mayUseCamera, qrDetector } from './barcode-detector.ts'
import { useCamera } from './use-camera.ts'

const Picture = ({ onCode }: { onCode: (code: string) => void }) => {
  const { video, isRefused } = useCamera(onCode)
  return isRefused ? (
    <Banner tone="warn" role="alert" title={t`The camera cannot be used`}>
      <Trans>Allow this page to use it in your browser’s settings, or type the code.</Trans>
    </Banner>
  ) : (
    <video
      ref={video}
      muted
      playsInline
      aria-label={t`What the camera sees`}
      className="aspect-[4/3] w-full rounded-card bg-black object-cover"
    />
  )
}

const useCanRead = () => {
  const [canRead, setCanRead] = useState(false)
  useEffect(() => {
    void qrDetector().then((detector) => setCanRead(detector !== undefined))
  }, [])
  return canRead
}

/** The camera as a scanner, where the browser can read codes by itself; elsewhere there is nothing to see of it. */
export const Camera = ({ onCode }: { onCode: (code: string) => void }) => {
  const [isOn, setOn] = useState(false)
  if (!useCanRead()) return null
  const Icon = isOn ? CameraOff : CameraIcon
  return (
    <div className="flex flex-col gap-3">
      {isOn && <Picture onCode={onCode} />}
      {/* Somebody who came here from another page of ours has that page's headers still: without the camera. */}
      <Button variant="secondary" onClick={() => (mayUseCamera() ? setOn(!isOn) : location.reload())}>
        <Icon aria-hidden="true" className="size-5" />
        {isOn ? t`Close the camera` : t`Use the camera`}
      </Button>
    </div>
  )
}
