import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useChangeEmail } from '../../api/account.ts'
import { refusedAs } from '../../api/refusal.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Form, Frame } from './AccountForm.tsx'
import { LinkOver } from './LinkOver.tsx'
import { tokenOf } from './token.ts'

/** The new address says that it is read. Nothing happens before the button is pressed, as when one is verified. */
export const ChangeEmail = () => {
  const { t } = useLingui()
  const [token] = useState(() => tokenOf('/change-email'))
  const change = useChangeEmail()
  if (change.isSuccess)
    return (
      <Frame
        title={t`Your address is changed`}
        lead={t`From now on you sign in with it, and our mails go there. The old address was told.`}
      >
        <Link to="/account" className={buttonLook('primary', 'large')}>
          <Trans>To your account</Trans>
        </Link>
      </Frame>
    )
  if (token === undefined || refusedAs(change.error, 'link-over')) return <LinkOver kind="change" />
  return (
    <Frame title={t`Use this address from now on`} lead={t`The mail with this link came to your new address.`}>
      <Form
        submit={t`Change my address`}
        busy={change.isPending}
        error={change.error}
        onSubmit={() => change.mutate(token)}
      >
        {null}
      </Form>
    </Frame>
  )
}
