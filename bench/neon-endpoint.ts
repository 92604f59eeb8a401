// Neon's endpoint of local/neon.ts as a process of its own, so that it shares no event loop with the load or the worker.
import { createNeon } from '#local/neon'
import { serve } from '#local/serve'

const neon = createNeon({ host: '127.0.0.1', port: Number(process.env.POSTGRES_PORT) })
await serve(neon.fetch, Number(process.env.PORT), { alone: true })
