import { isLoggedIn } from '../deploy/cloudflare.ts'
import type { Settings } from '../deploy/settings.ts'
import { type Finding, todo, well } from './finding.ts'

/** Whether Wrangler may act for somebody. Looking needs nobody; only a deployment does. */
export const cloudflare = async (settings: Settings): Promise<Finding[]> => [
  (await isLoggedIn(settings))
    ? well('cloudflare', 'knows who you are')
    : todo('cloudflare', 'does not know you', 'set CLOUDFLARE_API_TOKEN, or run npx wrangler login, before you deploy'),
]
