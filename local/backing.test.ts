import { expect, inject, test } from 'vitest'
import { startBacking, startBackingForStripe } from '#local/backing'
import { createDatabase, dropDatabase } from '#local/database'
import { makeSecrets } from '#local/secrets'

test('for the real Stripe no stand-in is started, and its address is left to the SDK', async () => {
  const database = await createDatabase(inject('postgres'))
  const secrets = await makeSecrets()
  try {
    const real = await startBackingForStripe({ database, secrets })
    expect(real).toMatchObject({ stripe: null, addresses: { stripe: '' } })
    await real.stop()
    const imitated = await startBacking({ database, secrets })
    expect((await fetch(imitated.addresses.stripe)).status).toBe(200)
    expect(imitated.stripe.books().accounts).toEqual([])
    await imitated.stop()
  } finally {
    await dropDatabase(inject('postgres'), database)
  }
})
