import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { stockQuery } from '../../api/orders.ts'
import { refusedAs } from '../../api/refusal.ts'
import { sellerQuery } from '../../api/seller.ts'
import type { EventView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { ArtworkField } from './ArtworkField.tsx'
import type { TypeDraft } from './draft.ts'
import { EditorBar } from './EditorBar.tsx'
import { Conflict, EditorProblems } from './EditorProblems.tsx'
import { EventFields } from './EventFields.tsx'
import { EventTabs } from './EventTabs.tsx'
import { needsPayouts, PayoutsNeeded } from './PayoutsNeeded.tsx'
import { PolicyFields } from './PolicyFields.tsx'
import { PreviewStep } from './PreviewStep.tsx'
import { Published } from './Published.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { StepNav } from './StepNav.tsx'
import { firstWrong, type Step, steps, wrongOn } from './steps.ts'
import { TicketsStep } from './TicketsStep.tsx'
import { useEditor } from './use-editor.ts'

type Props = { event?: EventView; step: Step }

/** Describes an event in four steps. A draft saves itself; what is on sale changes when its seller says so. */
export const EventEditor = ({ event, step }: Props) => {
  const navigate = useNavigate()
  const { editor, editing, isAuto } = useEditor(event)
  const { base, draft, wrong, error, tries, running, isConflict } = editing
  const [wasKept] = useState(editing.isDirty)
  const [news, setNews] = useState<'saved' | 'published'>()
  const isPublished = base?.status === 'published'
  const stock = useQuery({ ...stockQuery(isPublished ? base.id : undefined), refetchInterval: 3_000 })
  const { data: seller } = useQuery(sellerQuery)

  const show = (to: Step) => {
    const id = editor.get().base?.id
    const search = { step: to }
    return id
      ? navigate({ to: '/sell/$eventId', params: { eventId: id }, search })
      : navigate({ to: '/sell/new', search })
  }
  /** What can be saved is saved on the way, so that the next step begins where the server is. */
  const go = async (to: Step) => {
    if (isAuto && editor.isWaiting) await editor.saveQuietly()
    await show(to)
    scrollTo(0, 0)
  }
  const tried = async (attempt: Promise<EventView | undefined>, outcome: 'saved' | 'published') => {
    setNews(undefined)
    const done = await attempt
    if (done) return setNews(outcome)
    const there = firstWrong(editor.get().wrong)
    if (there && there !== step) await show(there)
  }
  const edit = (change: Parameters<typeof editor.edit>[0]) => {
    setNews(undefined)
    editor.edit(change)
  }
  const editType = (key: string, change: (type: TypeDraft) => Partial<TypeDraft>) =>
    edit((now) => ({
      ticketTypes: now.ticketTypes.map((one) => (one.key === key ? { ...one, ...change(one) } : one)),
    }))
  const next = steps[steps.indexOf(step) + 1]
  const title = event ? t`Edit event` : t`New event`
  const here = wrongOn(wrong, step)
  const isElsewhere = Object.keys(wrong).length > Object.keys(here).length

  return (
    <Page title={title} width={step === 'preview' ? 'wide' : 'reading'}>
      <div className="flex flex-wrap items-center gap-4">
        <Heading>{title}</Heading>
        {base && <StatusBadge event={base} />}
      </div>
      {event && base && isPublished && <EventTabs event={base} />}
      <StepNav event={base?.id} step={step} wrong={wrong} onGo={(to) => void go(to)} />
      <form
        className="flex flex-col gap-8"
        noValidate
        onSubmit={(submitted) => {
          submitted.preventDefault()
          if (isPublished) void tried(editor.save(), 'saved')
          else if (next) void go(next)
        }}
      >
        {isConflict && <Conflict onTakeTheirs={editor.takeTheirs} onKeepMine={editor.keepMine} />}
        {wasKept && editing.isDirty && !isConflict && tries === 0 && (
          <Banner
            tone="info"
            role="status"
            title={t`Here is what you had typed`}
            action={
              <Button variant="secondary" onClick={editor.startOver}>
                {base ? t`Discard it` : t`Start over`}
              </Button>
            }
          >
            <Trans>It was kept on this device and has not been saved yet.</Trans>
          </Banner>
        )}
        <EditorProblems wrong={here} error={error} tries={tries} />
        {tries > 0 && isElsewhere && (
          <p className="font-semibold text-bad">
            <Trans>There is more to mend on the steps marked above.</Trans>
          </p>
        )}
        {news === 'published' && base && <Published event={base} />}
        {step === 'details' && (
          <>
            <EventFields draft={draft} wrong={wrong} onChange={(change) => edit(() => change)} />
            <ArtworkField
              id={base?.id ?? 'evt_new'}
              artwork={draft.artwork}
              error={wrong['/artwork/alt'] ?? wrong['/artwork']}
              onChange={(change) => edit(({ artwork }) => ({ artwork: change(artwork) }))}
            />
          </>
        )}
        {step === 'tickets' && (
          <TicketsStep
            draft={draft}
            wrong={wrong}
            stock={stock.data}
            seller={seller}
            isPublished={isPublished}
            onChange={edit}
            onType={editType}
          />
        )}
        {step === 'policy' && (
          <PolicyFields
            draft={draft}
            wrong={wrong}
            onChange={(change) => edit(() => change)}
            onType={(key, change) => editType(key, () => change)}
          />
        )}
        {step === 'preview' && <PreviewStep draft={draft} base={base} />}
        {(step === 'tickets' || step === 'preview') &&
          needsPayouts(seller, draft) &&
          !refusedAs(error, 'payouts-needed') && <PayoutsNeeded title={t`To publish this, set up payouts first`} />}
        <div role="status" className="empty:hidden">
          {news === 'saved' && <Banner tone="good" title={t`Saved.`} />}
        </div>
        <EditorBar
          editing={editing}
          isWaiting={editor.isWaiting}
          isAuto={isAuto}
          step={step}
          isPublishing={running === 'publish'}
          onGo={(to) => void go(to)}
          onPublish={() => void tried(editor.publish(), 'published')}
        />
      </form>
    </Page>
  )
}
