import { useRouter } from '@tanstack/react-router'
import type { Account } from '../../api/types.ts'
import { adoptLanguage } from '../../words/language.ts'
import { safeNext } from './next.ts'

/** Leads on to where somebody wanted to go; with a fresh page, where their account speaks another language than this one. */
export const useGoOn = (next: string | undefined) => {
  const router = useRouter()
  return (account: Account | null) => {
    const path = safeNext(next)
    if (account && adoptLanguage(account.language)) location.assign(path)
    else router.history.push(path)
  }
}
