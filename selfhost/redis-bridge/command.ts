import * as z from 'zod'

/** One command as the REST API takes it: its name and its arguments. */
export type RedisCommand = { name: string; args: string[] }

const Parts = z.tuple([z.string().min(1)], z.union([z.string(), z.number(), z.boolean()]))

/*
 * All callers share one connection, so what would change it for the others is refused: blocking, subscribing, half a
 * transaction, another database or user.
 */
const CONNECTION =
  /^(AUTH|HELLO|SELECT|QUIT|RESET|CLIENT|MULTI|EXEC|DISCARD|WATCH|UNWATCH|MONITOR|SYNC|PSYNC|WAIT|WAITAOF|S?SUBSCRIBE|PSUBSCRIBE|[SP]?UNSUBSCRIBE|BLPOP|BRPOP|BRPOPLPUSH|BLMOVE|BLMPOP|BZPOPMIN|BZPOPMAX|BZMPOP|SHUTDOWN|REPLICAOF|SLAVEOF|DEBUG|FAILOVER|READONLY|READWRITE|ASKING)$/

const blocks = ({ name, args }: RedisCommand) =>
  (name === 'XREAD' || name === 'XREADGROUP') && args.some((arg) => arg.toUpperCase() === 'BLOCK')

/** Reads one command; the error text is what a caller is shown. */
export const readCommand = (value: unknown): RedisCommand | { error: string } => {
  const parsed = Parts.safeParse(value)
  if (!parsed.success) return { error: 'ERR a command is an array of strings and numbers that begins with its name' }
  const [name, ...args] = parsed.data
  // Upper case also keeps the client from shaping the reply: it knows its special cases by lower-case name.
  const command = { name: name.toUpperCase(), args: args.map(String) }
  if (!/^[A-Z][A-Z0-9._-]*$/.test(command.name)) return { error: 'ERR the name of the command is not one' }
  if (CONNECTION.test(command.name) || blocks(command)) {
    return { error: `ERR ${command.name} is not available over REST: the connection is shared` }
  }
  return command
}

/** Reads the body of `/pipeline` and `/multi-exec`: an array of commands, each of which may be wrong by itself. */
export const readCommands = (value: unknown): (RedisCommand | { error: string })[] | { error: string } =>
  Array.isArray(value) ? value.map(readCommand) : { error: 'ERR a pipeline is an array of commands' }
