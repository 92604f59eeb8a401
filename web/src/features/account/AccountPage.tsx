import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { accountQuery } from '../../api/auth.ts'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { DataSection } from './DataSection.tsx'
import { DeleteSection } from './DeleteSection.tsx'
import { EmailSection } from './EmailSection.tsx'
import { FactorSection } from './FactorSection.tsx'
import { PasskeysSection } from './PasskeysSection.tsx'
import { PasswordSection } from './PasswordSection.tsx'
import { ProfileSection } from './ProfileSection.tsx'
import { SessionsSection } from './SessionsSection.tsx'
import { SurelyProvider } from './surely.tsx'

/** All that somebody may do with their own account. */
export const AccountPage = () => {
  const { t } = useLingui()
  const { data } = useQuery(accountQuery)
  // Signed out meanwhile, as in another tab: what was being typed stays, and the next answer says so.
  const [first] = useState(data)
  const account = data ?? first
  if (!account) return null
  return (
    <Page title={t`Your account`}>
      <Heading>{t`Your account`}</Heading>
      <SurelyProvider>
        <div className="mt-4 sm:mt-8">
          <ProfileSection account={account} />
          <EmailSection account={account} />
          <PasswordSection account={account} />
          <PasskeysSection />
          <FactorSection account={account} />
          <SessionsSection />
          <DataSection />
          <DeleteSection />
        </div>
      </SurelyProvider>
    </Page>
  )
}
