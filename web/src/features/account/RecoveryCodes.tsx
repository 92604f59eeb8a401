import { Trans, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { useFocusOnAppear } from '../../ui/use-focus-on-appear.ts'
import { CopyButton } from './CopyButton.tsx'
import { saveFile } from './save-file.ts'

/** Ten ways in for who has lost the telephone: to be kept now, for they are not shown again. */
export const RecoveryCodes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) => {
  const { t } = useLingui()
  const heading = useFocusOnAppear<HTMLHeadingElement>()
  const text = codes.join('\n')
  return (
    <div className="flex flex-col gap-5">
      <h3 ref={heading} tabIndex={-1} className="text-xl outline-none">
        <Trans>Your recovery codes</Trans>
      </h3>
      <Banner tone="warn" title={t`Save these now: they are not shown again`}>
        <Trans>
          If your phone is lost, each of them lets you in once, instead of a code. Keep them where your password manager
          is, or on paper.
        </Trans>
      </Banner>
      <ul
        aria-label={t`Recovery codes`}
        translate="no"
        className="grid gap-x-8 gap-y-1.5 rounded-2xl bg-sunken p-4 font-mono text-[0.95rem] tracking-tight sm:grid-cols-2 sm:p-5"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={text}>
          <Trans>Copy codes</Trans>
        </CopyButton>
        <Button variant="secondary" onClick={() => saveFile(`${text}\n`, 'holdfast-recovery-codes.txt', 'text/plain')}>
          <Download aria-hidden="true" className="size-5" /> <Trans>Download</Trans>
        </Button>
        <Button className="sm:ml-auto" onClick={onKept}>
          <Trans>I have saved them</Trans>
        </Button>
      </div>
    </div>
  )
}
