import type { OpenApi, Operation, Parameter } from '../../api/openapi.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Copy } from './Copy.tsx'
import { Shape } from './Shape.tsx'
import { curlOf } from './sample.ts'
import { shapeOf } from './shape.ts'

export type Placed = { path: string; method: string; operation: Operation }

export const anchorOf = ({ operation }: Placed) => operation.operationId

const methods: Record<string, string> = {
  get: 'bg-brand-soft text-brand',
  post: 'bg-glow text-on-glow',
  patch: 'bg-warn-soft text-warn',
  put: 'bg-warn-soft text-warn',
  delete: 'bg-bad-soft text-bad',
}

export const Method = ({ method }: { method: string }) => (
  <span className={`rounded-md px-2 py-0.5 font-mono text-sm font-bold uppercase ${methods[method] ?? 'bg-sunken'}`}>
    {method}
  </span>
)

const Parameters = ({ parameters }: { parameters: Parameter[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
  <section aria-label="Parameters" tabIndex={0} className="overflow-x-auto">
    <table className="w-full text-left text-[0.95rem]">
      <thead className="text-sm text-muted">
        <tr>
          <th className="py-1.5 pr-4 font-semibold">Parameter</th>
          <th className="py-1.5 pr-4 font-semibold">Where</th>
          <th className="py-1.5 font-semibold">What</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => {
          const [line] = shapeOf(parameter.schema)
          return (
            <tr key={`${parameter.in} ${parameter.name}`} className="border-t border-line align-baseline">
              <td className="py-2 pr-4 font-mono text-sm font-bold">
                {parameter.name}
                {!parameter.required && <span className="font-normal text-muted">?</span>}
              </td>
              <td className="py-2 pr-4">{parameter.in}</td>
              <td className="min-w-56 py-2">
                <code className="text-sm">{line?.code}</code>
                {line?.note && <span className="text-muted"> {line.note}</span>}
                {parameter.description && <span className="block">{parameter.description}</span>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  </section>
)

const jsonIn = (content: Operation['requestBody']) => content?.content?.['application/json']?.schema

/** One thing to ask of the API: who may, with what, and what comes back. */
export const OperationCard = ({ api, ...placed }: Placed & { api: OpenApi }) => {
  const { path, method, operation } = placed
  const curl = curlOf(location.origin, path, method, operation, api.components.schemas)
  const body = jsonIn(operation.requestBody)
  const good = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status))
  return (
    <article id={anchorOf(placed)} className="scroll-mt-6 rounded-card border border-line bg-surface p-5 sm:p-7">
      <h3 className="text-xl">{operation.summary}</h3>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Method method={method} />
        <code className="min-w-0 font-mono text-[0.95rem] font-bold wrap-anywhere">{path}</code>
        <Badge>{operation['x-access']}</Badge>
      </p>
      {operation.description && <p className="mt-3 max-w-prose">{operation.description}</p>}
      <div className="mt-5 space-y-5">
        {operation.parameters && operation.parameters.length > 0 && <Parameters parameters={operation.parameters} />}
        {body && (
          <div>
            <h4 className="mb-2 font-bold">Body</h4>
            <Shape schema={body} label={`Body of ${operation.summary}`} />
          </div>
        )}
        {good.map(([status, response]) => {
          const schema = jsonIn(response)
          return (
            <div key={status}>
              <h4 className="mb-2 font-bold">
                {status} <span className="font-normal text-muted">{response.description}</span>
              </h4>
              {schema && <Shape schema={schema} label={`${status} of ${operation.summary}`} />}
            </div>
          )
        })}
        {operation['x-problems'].length > 0 && (
          <div>
            <h4 className="mb-2 font-bold">Problems</h4>
            <ul className="flex flex-wrap gap-2">
              {operation['x-problems'].map((problem) => (
                <li key={problem} className="rounded-md bg-sunken px-2 py-0.5 font-mono text-sm">
                  {problem}
                </li>
              ))}
            </ul>
          </div>
        )}
        <details>
          <summary className="min-h-8 font-bold">In a terminal</summary>
          <div className="mt-2 flex flex-col items-end rounded-xl bg-sunken">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
            <pre tabIndex={0} className="w-full overflow-x-auto px-4 pt-3 font-mono text-sm leading-6">
              {curl}
            </pre>
            <Copy text={curl} what={`the request: ${operation.summary}`} />
          </div>
        </details>
      </div>
    </article>
  )
}
