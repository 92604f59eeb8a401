const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const random = (length: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join('')

/** An id that looks like the real ones, so that a column or a pattern too narrow for them is found out here. */
export const newId = (
  prefix: 'cs' | 'pi' | 'ch' | 're' | 'evt' | 'pm' | 'li' | 'price' | 'prod' | 'req' | '3ds' | 'whd',
) => {
  if (prefix === 'cs') return `cs_test_a1${random(56)}`
  return prefix === 'req' ? `req_${random(14)}` : `${prefix}_${random(24)}`
}

/** The secret a browser would be given for a payment intent. */
export const clientSecret = (intent: string) => `${intent}_secret_${random(25)}`
