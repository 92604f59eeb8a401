import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'

/** One of a few, as a chip: the phone shows its own sheet to choose from. Filled while it narrows something down. */
export const ChipSelect = ({ isSet, ...rest }: ComponentProps<'select'> & { isSet: boolean }) => (
  <div className="relative shrink-0">
    <select
      {...rest}
      className={`min-h-11 max-w-64 appearance-none truncate rounded-full border py-2 pr-10 pl-4.5 font-semibold [field-sizing:content] ${
        isSet ? 'border-brand bg-brand-soft text-ink' : 'border-edge bg-surface text-ink'
      }`}
    />
    <ChevronDown
      aria-hidden="true"
      className="pointer-events-none absolute top-1/2 right-3.5 size-4.5 -translate-y-1/2"
    />
  </div>
)
