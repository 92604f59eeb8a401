import { parseArgs } from 'node:util'

export type Options = {
  json: boolean
  quick: boolean
  only: string[] | undefined
  rounds: number
  seconds: number
}

const positive = (name: string, text: string) => {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${name} must be a number above nought`)
  return value
}

export const readOptions = (): Options => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
    },
  })
  return {
    json: values.json,
    quick: values.quick,
    only: values.only?.split(','),
    rounds: Math.ceil(positive('rounds', values.rounds ?? '3')),
    seconds: positive('seconds', values.seconds ?? (values.quick ? '2' : '5')),
  }
}
