/** Currencies whose smallest unit is the whole, and those with thousandths; all others have hundredths. */
const whole = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const thousandths = new Set('bhd jod kwd omr tnd'.split(' '))

/** The least that may be charged, in minor units. Currencies not named here have a limit too; it is not imitated. */
const least: Partial<Record<string, number>> = {
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  jpy: 50,
  mxn: 1000,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  usd: 50,
}

const known = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))

export const isCurrency = (code: string) => known.has(code)
export const leastAmount = (currency: string) => least[currency] ?? 1

/** Minor units as a person reads them: `formatAmount(2500, 'eur')` is "€25.00". */
export const formatAmount = (amount: number, currency: string) => {
  const digits = whole.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits)
}
