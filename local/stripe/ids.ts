const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const random = (length: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join('')

type Prefix =
  | ('cs' | 'pi' | 'ch' | 're' | 'evt' | 'pm' | 'li' | 'price' | 'prod' | 'req' | '3ds' | 'whd')
  // Connect and balances: a connected account and the link to its onboarding, a payment on it and its refund, transfers and
  // their reversals, fees and their refunds, disputes, payouts, bank accounts, and lines of a balance.
  | ('acct' | 'link' | 'py' | 'pyr' | 'tr' | 'trr' | 'fee' | 'fr' | 'du' | 'po' | 'ba' | 'txn')

/** An id that looks like the real ones, so that a column or a pattern too narrow for them is found out here. */
export const newId = (prefix: Prefix) => {
  if (prefix === 'cs') return `cs_test_a1${random(56)}`
  if (prefix === 'acct') return `acct_1${random(15)}`
  return prefix === 'req' ? `req_${random(14)}` : `${prefix}_${random(24)}`
}

/** The secret a browser would be given for a payment intent. */
export const clientSecret = (intent: string) => `${intent}_secret_${random(25)}`
