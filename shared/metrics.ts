/** Every number that is measured, by its name in Prometheus. What each means, and what to do about it: docs/operations.md. */
const catalogue = {
  holdfast_messages_heard_total: ['counter', 'Messages that came, by outcome'],
  holdfast_messages_published_total: ['counter', 'Messages the broker took from the sweep'],
  holdfast_messages_confirmed_total: ['counter', 'Messages that every listener has said it heard'],
  holdfast_messages_resent_total: ['counter', 'Messages published again because a listener had not heard them'],
  holdfast_messages_redelivered_total: ['counter', 'Messages the broker had given up and was asked to deliver again'],
  holdfast_holds_total: ['counter', 'Requests for a hold, by outcome'],
  holdfast_checkouts_total: ['counter', 'Buyers who wanted a page to pay on, by outcome'],
  holdfast_refunds_total: ['counter', 'Refunds that Stripe was asked for, by outcome'],
  holdfast_disputes_total: ['counter', 'Disputes that buyers began with their banks, and how they ended, by state'],
  holdfast_mails_total: ['counter', 'Mails that a carrier was given, by outcome'],
  holdfast_sweeps_total: ['counter', 'Sweeps that came to their end'],
  holdfast_rows_forgotten_total: ['counter', 'Rows deleted because they were old enough'],
  holdfast_outbox_unpublished: ['gauge', 'Messages written and not yet published'],
  holdfast_outbox_oldest_seconds: ['gauge', 'Age of the oldest message that is not yet published'],
  holdfast_outbox_unheard: ['gauge', 'Messages published and not yet confirmed by every listener'],
  holdfast_outbox_stuck: ['gauge', 'Messages published again three times and more and still not heard'],
  holdfast_refunds_failed: ['gauge', 'Refunds that did not reach the buyer and wait for somebody'],
  holdfast_disputes_open: ['gauge', 'Disputes that the banks have not decided'],
  holdfast_mails_refused: ['gauge', 'Mails refused for good that wait for somebody, as the last sweep found them'],
  holdfast_dead_letters: ['gauge', 'Messages refused for good, as the last sweep found them'],
} as const satisfies Record<string, readonly ['counter' | 'gauge', string]>

export type Metric = keyof typeof catalogue
type Labels = Readonly<Record<string, string>>

export type Metrics = {
  count(metric: Metric, by?: number, labels?: Labels): void
  set(metric: Metric, value: number, labels?: Labels): void
  /** All of it in Prometheus' text format, version 0.0.4. */
  text(): string
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const series = (labels: Labels) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')

/**
 * Numbers of this process. Labels come from short lists of ours, never from what somebody sent, so that there are few series.
 * On the edge every isolate counts for itself: there gauges are to be trusted, and counters only say that something happens.
 */
export const createMetrics = (service: string): Metrics => {
  const values = new Map<Metric, Map<string, number>>()
  const change = (metric: Metric, labels: Labels, next: (before: number) => number) => {
    const of = values.get(metric) ?? new Map<string, number>()
    const key = series({ service, ...labels })
    of.set(key, next(of.get(key) ?? 0))
    values.set(metric, of)
  }
  return {
    count: (metric, by = 1, labels = {}) => change(metric, labels, (before) => before + by),
    set: (metric, value, labels = {}) => change(metric, labels, () => value),
    text: () =>
      Object.entries(catalogue)
        .flatMap(([metric, [type, help]]) => {
          const of = values.get(metric as Metric)
          if (!of) return []
          const lines = Array.from(of, ([labels, value]) => `${metric}{${labels}} ${value}`)
          return [`# HELP ${metric} ${help}`, `# TYPE ${metric} ${type}`, ...lines]
        })
        .join('\n')
        .concat('\n'),
  }
}
