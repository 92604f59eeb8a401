import { accesses } from '#shared/http/access'
import { limitsOf } from '#workers/gateway/limits'
import { allRoutes, type ServiceRoute } from './routes.ts'

const limitOf = ({ method, path, access }: ServiceRoute) => {
  if (!path.startsWith('/api/')) return 'no public door leads here'
  const names = limitsOf(method, path)
  return names.length > 0 ? names.join(', ') : access === 'anyone' ? 'none' : 'its signature'
}

const row = (route: ServiceRoute) =>
  `| \`${route.method} ${route.path}\` | ${route.access ?? '**nobody said**'} | ${limitOf(route)} |`

/** docs/routes.md: every route there is, whom it is for, and how often. */
export const routeTable = () => {
  const routes = allRoutes()
  const services = [...new Set(routes.map(({ service }) => service))]
  return [
    '# Routes',
    '',
    'Written by `bun run openapi` from the routes themselves. What each accepts and answers is in `docs/openapi.json`.',
    '',
    'A route says whom it is for, and the same word lets callers through or not; one that says nothing answers nobody',
    '(`shared/http/access.ts`). `tests/security/doors.test.ts` knocks at each as nobody, as a stranger and as a page elsewhere.',
    '',
    '| access | who that is |',
    '|---|---|',
    ...Object.entries(accesses).map(([name, text]) => `| ${name} | ${text} |`),
    '',
    'Limits are counted at the gateway (`workers/gateway/limits.ts`): `requests` and `signIns` by network, `holds` by session.',
    ...services.flatMap((service) => [
      ...['', `## ${service}`, '', '| route | access | limits |', '|---|---|---|'],
      ...routes.filter((route) => route.service === service).map(row),
    ]),
    '',
  ].join('\n')
}
