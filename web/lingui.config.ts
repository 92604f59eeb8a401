import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'
import { createSwcExtractor } from '@lingui/native-tools'

const features = (...names: string[]) => names.map((name) => `<rootDir>/src/features/${name}`)
const selling = features('sell', 'sales', 'money', 'cancel')

/**
 * English stands in the source; `bun run words` gathers it. What everybody reads is one file a language, and what only sellers
 * read another, so that no buyer has to wait for it. The operator's pages and the API's are in English.
 */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de', 'fr'],
  catalogs: [
    {
      path: '<rootDir>/src/words/{locale}/everybody',
      include: ['<rootDir>/src'],
      exclude: ['**/*.test.ts', ...features('operator', 'docs'), ...selling],
    },
    { path: '<rootDir>/src/words/{locale}/sellers', include: selling, exclude: ['**/*.test.ts'] },
  ],
  // No line numbers and no dates: a moved line is not a change of words.
  format: formatter({ lineNumbers: false, explicitIdAsDefault: true }),
  orderBy: 'origin',
  extractors: [createSwcExtractor()],
})
