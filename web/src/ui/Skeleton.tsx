export const Skeleton = ({ className = '' }: { className?: string }) => (
  <div aria-hidden="true" className={`appear-late rounded-xl bg-sunken ${className}`} />
)
