/** One thing the doctor looked at. `todo` is not there yet, and is made by the next deployment. */
export type Finding = {
  about: string
  state: 'well' | 'todo' | 'wrong'
  /** What is so. Never a secret. */
  says: string
  /** What to do about it. */
  mend?: string
}

export const well = (about: string, says: string): Finding => ({ about, state: 'well', says })
export const todo = (about: string, says: string, mend: string): Finding => ({ about, state: 'todo', says, mend })
export const wrong = (about: string, says: string, mend: string): Finding => ({ about, state: 'wrong', says, mend })

const MARKS = { well: 'ok', todo: '..', wrong: 'NO' }

/** A finding for people: what it is about, what is so, and below it what to do. */
export const lineOf = ({ about, state, says, mend }: Finding, width: number) =>
  [`${MARKS[state]}  ${about.padEnd(width)}  ${says}`, ...(mend ? [`    ${' '.repeat(width)}  > ${mend}`] : [])].join(
    '\n',
  )
