import { expect, test } from 'vitest'
import type { Place } from './place.ts'

/** What notifications promises: it hears the broker alone, and shows mails to nobody but who runs the installation. */
export const notificationsContract = (place: () => Place) => {
  test('believes nothing that the broker has not signed', async () => {
    const answer = await fetch(`${place().urlOf('notifications')}/api/notifications/messages`, {
      method: 'POST',
      body: '{}',
      headers: { 'upstash-signature': 'not.a.signature' },
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test('shows mails to nobody who does not run the installation', async () => {
    const { storeAt, two } = place()
    const [person] = await two('notifications')
    const path = '/api/notifications/operator/mails'
    expect((await person.call('GET', path)).status).toBe(403)
    expect((await fetch(`${storeAt('notifications').url}${path}`)).status).toBe(401)
    const again = await person.call('POST', `${path}/send-again`, { body: { mails: [], reason: '' } })
    expect(again.status).toBe(403)
  })
}
