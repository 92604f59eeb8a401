import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { fetchMine } from '../../api/account.ts'
import { Button } from '../../ui/Button.tsx'
import { Failed, Said, Section } from './Section.tsx'
import { saveFile } from './save-file.ts'

export const DataSection = () => {
  const { t } = useLingui()
  const mine = useMutation({
    mutationFn: fetchMine,
    onSuccess: (all) =>
      saveFile(JSON.stringify(all, null, 2), `holdfast-${all.exportedAt.slice(0, 10)}.json`, 'application/json'),
  })
  return (
    <Section
      id="data"
      title={t`Your data`}
      lead={<Trans>Everything we know of you in one file: account, devices, orders, events.</Trans>}
    >
      <div className="flex flex-wrap items-center gap-4">
        <Button variant="secondary" busy={mine.isPending} onClick={() => mine.mutate()}>
          <Download aria-hidden="true" className="size-5" /> <Trans>Download my data</Trans>
        </Button>
        <Said>{mine.isSuccess && <Trans>It is among your downloads.</Trans>}</Said>
      </div>
      <Failed error={mine.error} onAgain={() => mine.mutate()} />
    </Section>
  )
}
