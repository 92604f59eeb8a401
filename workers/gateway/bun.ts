import { serveOnBun } from '#shared/http/bun'
import { connectDoor, createDoor, DoorEnv } from './door.ts'

// The services on Bun sweep by themselves, or a CronJob has them do it (sweep-once.ts).
await serveOnBun(DoorEnv, connectDoor, createDoor)
