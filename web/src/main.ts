import { preferredLanguage, speak } from './words/language.ts'

// The page and its words are fetched side by side; nothing is drawn before it can be read.
const [{ start }] = await Promise.all([import('./app.tsx'), speak(preferredLanguage())])

start()
