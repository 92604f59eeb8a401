import { useEffect, useRef } from 'react'

export type SummaryLine = { detail: string; field?: string | undefined }

/** What is wrong with a form, at its top and focused, each line leading to its field. */
export const ErrorSummary = ({ title, lines }: { title: string; lines: SummaryLine[] }) => {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])

  return (
    <div ref={box} role="alert" tabIndex={-1} className="rounded-2xl border-2 border-bad bg-bad-soft px-5 py-4">
      <h2 className="text-lg text-bad">{title}</h2>
      {lines.length > 0 && (
        <ul className="mt-2 list-disc space-y-1 pl-5">
          {lines.map(({ detail, field }) => (
            <li key={`${field} ${detail}`}>
              {field ? (
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
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
