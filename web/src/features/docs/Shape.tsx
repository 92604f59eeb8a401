import type { Schema } from '../../api/openapi.ts'
import { shapeOf } from './shape.ts'

/** A schema as a type to read; a name leads to where it is told. */
export const Shape = ({ schema, label }: { schema: Schema; label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
  <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-xl bg-sunken px-4 py-3">
    <pre className="font-mono text-sm leading-6">
      {shapeOf(schema).map(({ depth, code, note, ref }, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
        <div key={line}>
          {'  '.repeat(depth)}
          {ref ? (
            <>
              {code.slice(0, code.indexOf(ref))}
              <a href={`#schema-${ref}`} className="font-bold text-brand underline">
                {ref}
              </a>
              {code.slice(code.indexOf(ref) + ref.length)}
            </>
          ) : (
            code
          )}
          {note && <span className="text-muted"> {`// ${note}`}</span>}
        </div>
      ))}
    </pre>
  </section>
)
