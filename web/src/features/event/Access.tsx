import { Trans } from '@lingui/react/macro'
import type { EventView } from '../../api/types.ts'
import { accessWords } from './access-words.ts'

/** What the seller says of getting in and about: what can be counted on, and the rest in their words. */
export const Access = ({ event }: { event: EventView }) => (
  <section aria-labelledby="access">
    <h2 id="access" className="mb-4 text-section">
      <Trans>Access</Trans>
    </h2>
    {event.accessFeatures.length > 0 && (
      <ul className="mb-4 grid max-w-prose gap-x-6 gap-y-3 sm:grid-cols-2">
        {event.accessFeatures.map((feature) => {
          const { icon: Icon, words } = accessWords(feature)
          return (
            <li key={feature} className="flex items-center gap-3 font-semibold">
              <span className="grid size-9 shrink-0 place-items-center rounded-xl bg-brand-soft text-brand">
                <Icon aria-hidden="true" className="size-5" />
              </span>
              {words}
            </li>
          )
        })}
      </ul>
    )}
    {event.access && <p className="max-w-prose leading-relaxed whitespace-pre-line wrap-anywhere">{event.access}</p>}
  </section>
)
