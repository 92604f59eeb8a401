import { t } from '@lingui/core/macro'
import { QrCode } from '../../ui/QrCode.tsx'

/** Four letters at a time, as people read them to each other. */
const grouped = (code: string) => code.replaceAll(/(.{4})(?=.)/g, '$1 ')

/** What is scanned at the door, and below it what is typed there when nothing can be scanned. */
export const PassCode = ({ code, name }: { code: string; name: string }) => (
  <figure className="rounded-2xl bg-white p-1 text-center text-black forced-color-adjust-none">
    <QrCode text={code} label={t`Code for the door: ${name}`} ecc="quartile" />
    <figcaption translate="no" className="pb-2 font-mono text-[0.95rem] font-semibold tracking-wide whitespace-nowrap">
      {grouped(code)}
    </figcaption>
  </figure>
)
