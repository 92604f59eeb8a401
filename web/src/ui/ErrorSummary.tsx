import { useFocusOnAppear } from './use-focus-on-appear.ts'

export type SummaryLine = { detail: string; field?: string | undefined }

const Line = ({ detail, field }: SummaryLine) =>
  field ? (
    <a
      href={`#${field}`}
      className="font-semibold text-bad underline"
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(field)?.focus()
      }}
    >
      {detail}
    </a>
  ) : (
    detail
  )

/** What is wrong with a form, at its top and focused, each line leading to its field. */
export const ErrorSummary = ({ title, lines }: { title: string; lines: SummaryLine[] }) => {
  const box = useFocusOnAppear<HTMLDivElement>()
  return (
    <div ref={box} role="alert" tabIndex={-1} className="rounded-2xl border-2 border-bad bg-bad-soft px-5 py-4">
      <h2 className="text-lg text-bad">{title}</h2>
      {lines.length === 1 && lines[0] ? (
        <p className="mt-1">
          <Line {...lines[0]} />
        </p>
      ) : (
        <ul className="mt-2 list-disc space-y-1 pl-5 empty:hidden">
          {lines.map((line) => (
            <li key={`${line.field} ${line.detail}`}>
              <Line {...line} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
