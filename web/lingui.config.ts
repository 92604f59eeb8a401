import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'
import { createSwcExtractor } from '@lingui/native-tools'

/** English stands in the source; every other language in one file, `src/words/<language>.po`, beside it. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de', 'fr'],
  catalogs: [{ path: '<rootDir>/src/words/{locale}', include: ['<rootDir>/src'], exclude: ['**/*.test.ts'] }],
  // No line numbers and no dates: a moved line is not a change of words.
  format: formatter({ lineNumbers: false, explicitIdAsDefault: true }),
  orderBy: 'origin',
  extractors: [createSwcExtractor()],
})
