import type { Visitor } from './visitor.ts'

type Step = 'Details' | 'Tickets' | 'Policy' | 'Preview'

/** Goes to a step of describing an event; what could be saved on the way has been, once it is there. */
export const goesToStep = async ({ page }: Visitor, step: Step) => {
  const link = page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: step })
  await link.click()
  await page.getByRole('navigation', { name: 'Steps' }).locator('[aria-current=page]', { hasText: step }).waitFor()
}

/** Waits until the draft is where it should be, by the editor's own words. */
export const draftIs = ({ page }: Visitor, words: string | RegExp) =>
  page.getByRole('status', { name: 'Draft' }).getByText(words, { exact: true }).waitFor()
