import { locale } from '../words/language.ts'

/** "1,054" */
export const formatCount = (count: number): string => new Intl.NumberFormat(locale()).format(count)
