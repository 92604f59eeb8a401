/** A choice among a few, as a link: which of them is shown stands in the address. */
export const chip =
  'inline-flex min-h-11 items-center gap-2 rounded-full border border-edge px-4 font-semibold whitespace-nowrap hover:bg-sunken aria-[current=page]:border-brand aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'
