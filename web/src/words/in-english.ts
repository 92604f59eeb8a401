import { i18n } from '@lingui/core'

// For tests: the words as they stand in the source.
i18n.loadAndActivate({ locale: 'en', messages: {} })
