/** A ticket with two notches, which make it an H; the perforation between them is where it holds. */
export const LogoMark = ({ className = 'size-8' }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
    <path
      className="fill-brand"
      d="M7 2h4a5 5 0 0 0 10 0h4a5 5 0 0 1 5 5v18a5 5 0 0 1-5 5h-4a5 5 0 0 0-10 0H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z"
    />
    <path
      className="stroke-glow dark:stroke-on-brand"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeDasharray="0 4.5"
      d="M16 11.5v10"
    />
  </svg>
)
