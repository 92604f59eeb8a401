import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonLook } from '../../ui/Button.tsx'
import { Frame } from './AccountForm.tsx'

export const Deleted = () => {
  const { t } = useLingui()
  return (
    <Frame
      title={t`Your account is deleted`}
      lead={t`Nothing here leads to you any more. You may come back whenever you like, with the same address.`}
    >
      <Link to="/" className={buttonLook('primary', 'large')}>
        <Trans>Discover events</Trans>
      </Link>
    </Frame>
  )
}
