import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'
import { createSwcExtractor } from '@lingui/native-tools'

const features = (...names: string[]) => names.map((name) => `<rootDir>/src/features/${name}`)
const accounts = features('account')
const ordering = features('order')
const selling = features('sell', 'sales', 'money', 'cancel', 'door')

/**
 * English stands in the source; `bun run words` gathers it. What everybody reads is one file a language; what only sellers read,
 * what is said about one's account, and of orders, are others, so that nobody who looks for an event has to wait for them. The operator's pages and the API's are in English.
 */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de', 'fr'],
  catalogs: [
    {
      path: '<rootDir>/src/words/{locale}/everybody',
      include: ['<rootDir>/src'],
      exclude: ['**/*.test.ts', ...features('operator', 'docs'), ...accounts, ...ordering, ...selling],
    },
    { path: '<rootDir>/src/words/{locale}/accounts', include: accounts, exclude: ['**/*.test.ts'] },
    { path: '<rootDir>/src/words/{locale}/orders', include: ordering, exclude: ['**/*.test.ts'] },
    { path: '<rootDir>/src/words/{locale}/sellers', include: selling, exclude: ['**/*.test.ts'] },
  ],
  // No line numbers and no dates: a moved line is not a change of words.
  format: formatter({ lineNumbers: false, explicitIdAsDefault: true }),
  orderBy: 'origin',
  extractors: [createSwcExtractor()],
})
