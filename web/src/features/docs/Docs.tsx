import { useSuspenseQuery } from '@tanstack/react-query'
import { type OpenApi, openApiQuery } from '../../api/openapi.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { anchorOf, OperationCard, type Placed } from './OperationCard.tsx'
import { Shape } from './Shape.tsx'

const placedIn = ({ paths }: OpenApi): Placed[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every word of what is looked for is somewhere in what the operation is called. */
export const matches = ({ path, method, operation }: Placed, looked: string): boolean => {
  const text = `${method} ${path} ${operation.summary} ${operation['x-access']}`.toLowerCase()
  return looked
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** A paragraph of the description; "intro: `name`, meaning; `name`, meaning." becomes a list. */
const Paragraph = ({ text }: { text: string }) => {
  const [intro = '', ...items] = text.split(/(?:: |; )(?=`[\w-]+`, )/)
  if (items.length < 2) return <p>{text.replaceAll('`', '')}</p>
  return (
    <details className="text-base">
      <summary className="min-h-8 font-bold">{intro.replaceAll('`', '')}</summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        {items.map((item) => {
          const [, name, meaning] = /^`([\w-]+)`, (.*?)\.?$/.exec(item) ?? []
          return (
            <div key={item} className="contents">
              <dt className="font-bold">{name}</dt>
              <dd>{meaning?.replaceAll('`', '')}</dd>
            </div>
          )
        })}
      </dl>
    </details>
  )
}

type Props = { looked: string; onLook: (text: string) => void }

/** The API, told from its own description. In English, as its problems and its code are. */
export const Docs = ({ looked, onLook }: Props) => {
  const { data: api } = useSuspenseQuery(openApiQuery)
  const found = placedIn(api).filter((placed) => matches(placed, looked))
  const groups = api.tags
    .map((tag) => ({ ...tag, items: found.filter(({ operation }) => operation.tags.includes(tag.name)) }))
    .filter(({ items }) => items.length > 0)
  return (
    <Page title="API" lang="en">
      <Heading>API</Heading>
      <div className="mt-4 max-w-prose space-y-3 text-lg">
        {api.info.description.split('\n\n').map((paragraph) => (
          <Paragraph key={paragraph} text={paragraph} />
        ))}
        <p>
          <a href="/api/docs/openapi.json" className="font-bold text-brand underline">
            openapi.json
          </a>{' '}
          says all of it to machines.
        </p>
      </div>
      <div className="mt-10 lg:grid lg:grid-cols-[17rem_minmax(0,1fr)] lg:gap-10">
        <div className="lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:self-start lg:overflow-y-auto lg:p-1">
          <TextField
            id="look"
            type="search"
            label="Find"
            placeholder="refund, POST, /orders …"
            value={looked}
            onChange={(event) => onLook(event.target.value)}
          />
          <p role="status" className="mt-2 text-sm text-muted">
            {found.length} of {placedIn(api).length}
          </p>
          <nav aria-label="Operations" className="mt-4 hidden lg:block">
            {groups.map(({ name, items }) => (
              <div key={name} className="mb-4">
                <p className="mb-1 font-bold first-letter:uppercase">{name}</p>
                <ul>
                  {items.map((placed) => (
                    <li key={anchorOf(placed)}>
                      <a
                        href={`#${anchorOf(placed)}`}
                        className="flex min-h-8 items-center gap-2 rounded-lg px-1.5 py-1 text-[0.95rem] leading-tight hover:bg-sunken"
                      >
                        {placed.operation.summary}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
        </div>
        <div className="mt-8 min-w-0 space-y-12 lg:mt-0">
          {groups.length === 0 && <EmptyState title="Nothing is called that" />}
          {groups.map(({ name, description, items }) => (
            <section key={name} aria-labelledby={`tag-${name}`}>
              <h2 id={`tag-${name}`} className="text-3xl first-letter:uppercase">
                {name}
              </h2>
              <p className="mt-1 mb-5 text-muted">{description}</p>
              <div className="space-y-6">
                {items.map((placed) => (
                  <OperationCard key={anchorOf(placed)} api={api} {...placed} />
                ))}
              </div>
            </section>
          ))}
          <section aria-labelledby="schemas">
            <h2 id="schemas" className="mb-5 text-3xl">
              Shapes
            </h2>
            <div className="space-y-6">
              {Object.entries(api.components.schemas).map(([name, schema]) => (
                <article key={name} id={`schema-${name}`} className="scroll-mt-6">
                  <h3 className="mb-2 font-mono text-lg">{name}</h3>
                  <Shape schema={schema} label={name} />
                </article>
              ))}
            </div>
          </section>
        </div>
      </div>
    </Page>
  )
}
