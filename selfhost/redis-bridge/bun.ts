import * as z from 'zod'
import { host, log, Port, readEnv } from '../host.ts'
import { createBridge } from './bridge.ts'

const env = readEnv(
  z.object({
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    TOKEN: z.string().min(16),
    PORT: Port,
  }),
)

host('redis-bridge', await createBridge({ redisUrl: env.REDIS_URL, token: env.TOKEN, log }), env.PORT)
