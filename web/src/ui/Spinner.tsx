export const Spinner = ({ className = 'size-4' }: { className?: string }) => (
  <svg viewBox="0 0 24 24" className={`${className} shrink-0 animate-spin`} fill="none" aria-hidden="true">
    <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="3" opacity="0.25" />
    <path d="M21 12a9 9 0 0 0-9-9" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
  </svg>
)
