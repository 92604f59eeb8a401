import * as z from 'zod'
import { host, log, Port, readEnv } from '../host.ts'
import { createCourier } from './courier.ts'

const env = readEnv(
  z.object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    TOKEN: z.string().min(16),
    SIGNING_KEY_CURRENT: z.string().min(16),
    SIGNING_KEY_NEXT: z.string().min(16),
    // Origins, separated by commas.
    ALLOW: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1)),
    PORT: Port,
    AT_ONCE: z.coerce.number().int().min(1).max(10_000).default(256),
  }),
)

const courier = await createCourier({
  databaseUrl: env.DATABASE_URL,
  token: env.TOKEN,
  signingKeys: { current: env.SIGNING_KEY_CURRENT, next: env.SIGNING_KEY_NEXT },
  allow: env.ALLOW,
  atOnce: env.AT_ONCE,
  log,
})
host('courier', courier, env.PORT)
