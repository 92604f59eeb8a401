// The bridge and the Redis behind it as a process of their own: a limit is counted within 300 ms or not at all, and whoever is
// asked in the event loop of a crowd is asked late.
import { startRedis } from '#local/redis'
import { serve } from '#local/serve'
import { createBridge } from '#selfhost/redis-bridge/bridge'

const redis = await startRedis()
const bridge = await createBridge({ redisUrl: redis.url, token: process.env.REDIS_TOKEN ?? '' })
await serve(bridge.fetch, Number(process.env.PORT), { alone: true })
