// What some browsers have (Chrome on Android and macOS), and TypeScript does not know yet: https://wicg.github.io/shape-detection-api/

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
type DetectorClass = {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

declare global {
  interface Window {
    BarcodeDetector?: DetectorClass
  }
  interface Document {
    featurePolicy?: { allowsFeature(name: string): boolean }
  }
}

/** What reads QR codes in pictures; undefined where the browser does not, or has no camera to take them with. */
export const qrDetector = async (): Promise<Detector | undefined> => {
  const { BarcodeDetector } = window
  if (!BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return undefined
  const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => [])
  return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : undefined
}

/** Only the page of the door may use the camera, and only where it was what the browser opened; see shared/http/security-headers.ts. */
export const mayUseCamera = () => document.featurePolicy?.allowsFeature('camera') ?? true
