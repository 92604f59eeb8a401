import type { FeeRate } from '../../api/money-types.ts'

export type FeeDraft = { percent: string; fixed: string; reason: string }

const mostBasisPoints = 5_000
const mostFixed = 10_000
const shortestReason = 3

const hundredths = (text: string): number | null => {
  const match = /^(\d{1,4})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  return match?.[1] === undefined ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

const inHundreds = (count: number) => String(count / 100)

export const feeDraftOf = ({ basisPoints, fixed }: FeeRate): FeeDraft => ({
  percent: inHundreds(basisPoints),
  fixed: inHundreds(fixed),
  reason: '',
})

/** "2.5" and "0.30" → 250 basis points and 30 minor units; or what is wrong with either. */
export const feeOf = ({
  percent,
  fixed,
  reason,
}: FeeDraft): (FeeRate & { reason: string }) | { wrong: Partial<FeeDraft> } => {
  const [points, minor] = [hundredths(percent), hundredths(fixed)]
  const wrong: Partial<FeeDraft> = {
    ...((points === null || points > mostBasisPoints) && { percent: 'enter a number from 0 to 50, like 2.5' }),
    ...((minor === null || minor > mostFixed) && { fixed: 'enter an amount from 0 to 100, like 0.30' }),
    ...(reason.trim().length < shortestReason && { reason: 'say why, in a few words' }),
  }
  return points === null || minor === null || Object.keys(wrong).length > 0
    ? { wrong }
    : { basisPoints: points, fixed: minor, reason: reason.trim() }
}
