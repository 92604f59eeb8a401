import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { DeleteForm } from './DeleteForm.tsx'
import { Section } from './Section.tsx'

export const DeleteSection = () => {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      id="delete"
      title={t`Delete account`}
      lead={<Trans>For good. Tickets you have cannot be opened afterwards: save or print them first.</Trans>}
    >
      <Button variant="danger" className="self-start" onClick={() => setOpen(true)}>
        <Trans>Delete my account</Trans>
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title={t`Delete your account?`}>
        <DeleteForm onKept={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}
