import { Artwork } from '../event/Artwork.tsx'

const Ticket = ({ id, className }: { id: string; className: string }) => (
  <div className={`ticket absolute w-60 ${className}`}>
    <div className="ticket-cut bg-surface [--stub:3.5rem]">
      <Artwork id={id} className="h-56 w-full" />
      <div className="mx-4 flex h-14 items-center justify-between border-t-2 border-dashed border-line">
        <span className="h-2.5 w-20 rounded-full bg-sunken" />
        <span className="h-2.5 w-10 rounded-full bg-sunken" />
      </div>
    </div>
  </div>
)

/** Two tickets and the clock that keeps them: a picture, nothing to read. */
export const HeroTickets = () => (
  <div aria-hidden="true" className="pointer-events-none absolute top-10 right-6 hidden h-96 w-80 lg:block">
    <Ticket id="evt_delta" className="top-6 right-20 -rotate-12" />
    <Ticket id="evt_swell" className="top-10 right-0 rotate-6" />
    <span className="figure absolute right-44 bottom-4 -rotate-3 rounded-full bg-ink px-5 py-2 text-2xl text-paper shadow-raised">
      14:32
    </span>
  </div>
)
