import type { EventTold } from '../mail.ts'
import type { Part } from './page.ts'
import { spokenSeats } from './spoken.ts'
import type { Surroundings, Words } from './words.ts'

const what = {
  password: 'Dein Passwort wurde geändert.',
  email: 'Die E-Mail-Adresse deines Kontos wurde geändert.',
  'passkey-added': 'Deinem Konto wurde ein Passkey hinzugefügt.',
  'passkey-removed': 'Von deinem Konto wurde ein Passkey entfernt.',
  'second-factor-added':
    'Deinem Konto wurde ein zweiter Faktor hinzugefügt: Es fragt jetzt auch nach einem Code aus deiner App.',
  'second-factor-removed': 'Von deinem Konto wurde der zweite Faktor entfernt: Das Passwort genügt wieder.',
  'recovery-codes': 'Für dein Konto wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.',
} as const

const refused = {
  late: 'Die Antwort deiner Bank kam erst, als die Reservierung abgelaufen war. Die Tickets konnten wir dir nicht mehr geben.',
  'event-cancelled': 'Die Veranstaltung wurde abgesagt, während du bezahlt hast.',
  'not-asked-for':
    'Die Bestellung brauchte diese Zahlung nicht: Sie ist schon bezahlt oder kostet einen anderen Betrag.',
} as const

const ifNotYou = 'Warst du es nicht, wähle sofort ein neues Passwort.'
const ignore = 'Hast du das nicht verlangt, tu nichts: Es geschieht dann nichts.'

const codePart = ({ code }: Surroundings): Part[] =>
  code === undefined ? [] : [{ code, label: 'Oder gib diesen Code auf der Seite ein, von der du kommst' }]

const until = (around: Surroundings, at: string): Part => ({ say: `Das gilt bis ${around.moment(at)}.` })

const eventRows = (event: EventTold, { moment }: Surroundings) =>
  [
    ['Veranstaltung', event.title],
    ['Wann', moment(event.startsAt, event.timeZone)],
    ['Wo', `${event.venue}, ${event.city}`],
  ] as const

export const german: Words = {
  footer: (store) => `Diese Mail kommt von ${store}, wegen etwas, das dort geschehen ist. Sie ist keine Werbung.`,
  pages: {
    'verify-email': ({ expiresAt }, around) => ({
      subject: 'Bestätige deine E-Mail-Adresse',
      parts: [
        { say: 'Bitte bestätige, dass das deine Adresse ist.' },
        { link: around.link, label: 'Bestätigen' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'change-email': ({ expiresAt }, around) => ({
      subject: 'Bestätige deine neue E-Mail-Adresse',
      parts: [
        { say: 'Diese Adresse soll die deines Kontos werden. Bis du sie bestätigst, bleibt die alte.' },
        { link: around.link, label: 'Diese Adresse verwenden' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'reset-password': ({ expiresAt }, around) => ({
      subject: 'Wähle ein neues Passwort',
      parts: [
        { say: 'Jemand, vermutlich du, hat das Passwort deines Kontos vergessen.' },
        { link: around.link, label: 'Neues Passwort wählen' },
        ...codePart(around),
        until(around, expiresAt),
        { say: 'Warst du es nicht, tu nichts: Dein Passwort bleibt, wie es ist.' },
      ],
    }),
    'already-registered': (_, around) => ({
      subject: 'Du hast schon ein Konto',
      parts: [
        { say: 'Jemand, vermutlich du, wollte sich mit dieser Adresse anmelden. Sie hat schon ein Konto.' },
        { link: around.signIn, label: 'Anmelden' },
        { link: around.forgot, label: 'Ich habe mein Passwort vergessen' },
        { say: 'Warst du es nicht, tu nichts: Wer immer es war, hat nichts erfahren.' },
      ],
    }),
    'new-sign-in': ({ device, at }, around) => ({
      subject: 'Ein neues Gerät hat sich bei deinem Konto angemeldet',
      parts: [
        {
          caption: 'Zum ersten Mal angemeldet',
          table: [
            ['Gerät', device],
            ['Wann', around.moment(at)],
          ],
        },
        { say: `Warst du es, ist alles gut. ${ifNotYou}` },
        { link: around.account, label: 'Mein Konto ansehen' },
      ],
    }),
    'security-changed': (letter, around) => ({
      subject: 'Dein Konto wurde geändert',
      parts: [
        { say: `${what[letter.what]} Das war am ${around.moment(letter.at)}.` },
        { say: `Warst du es, ist alles gut. ${ifNotYou}` },
        { link: around.forgot, label: 'Neues Passwort wählen' },
      ],
    }),
    tickets: ({ event, lines, total, again }, around) => ({
      subject: `Deine Tickets: ${event.title}`,
      parts: [
        { say: again ? 'Hier sind deine Tickets noch einmal.' : 'Danke. Die Tickets gehören dir.' },
        { caption: 'Die Veranstaltung', table: eventRows(event, around) },
        {
          caption: again ? 'Was du hast' : 'Was du gekauft hast',
          table: [
            ...lines.map((line) => {
              const price = around.money({ amount: line.price * line.quantity, currency: total.currency })
              const seats = spokenSeats(line, { row: 'Reihe', seat: 'Platz' })
              return [`${line.quantity} × ${line.name}`, [price, ...seats].join('\n')] as const
            }),
            ['Gesamt', total.amount === 0 ? 'kostenlos' : around.money(total)],
          ],
        },
        { link: around.order, label: 'Bestellung öffnen' },
        {
          say: 'Der Code jedes Tickets steht auf dieser Seite, zum Zeigen oder Drucken. In keiner Mail steht er: Wer ihn hat, kommt damit hinein.',
        },
      ],
    }),
    'payment-refused': ({ event, because }, around) => ({
      subject: `Dir wurde nichts berechnet: ${event.title}`,
      parts: [
        { say: refused[because] },
        {
          say: 'Dein Geld behalten wir nicht: Was vorgemerkt war, ist wieder frei; was abgebucht war, ist unterwegs zu dir.',
        },
        { caption: 'Die Veranstaltung', table: eventRows(event, around) },
        { link: around.order, label: 'Bestellung öffnen' },
      ],
    }),
    refunded: ({ event, refund, units, reason }, around) => ({
      subject: `Geld zurück: ${event.title}`,
      parts: [
        {
          say:
            refund.amount === 0
              ? 'Tickets von dir wurden zurückgegeben. Sie haben nichts gekostet, es gibt also nichts zurückzuzahlen.'
              : `${around.money(refund)} sind unterwegs dorthin, woher du bezahlt hast. Banken brauchen bis zu zehn Tage.`,
        },
        ...(units > 0 ? [{ say: `Zurückgegebene Tickets: ${units}. Sie geben niemandem mehr Einlass.` }] : []),
        ...(reason ? [{ say: 'Dazu wurde gesagt:' }, { quote: reason }] : []),
        { caption: 'Die Veranstaltung', table: eventRows(event, around) },
        { link: around.order, label: 'Bestellung öffnen' },
      ],
    }),
    'event-cancelled': ({ event, refund }, around) => ({
      subject: `Abgesagt: ${event.title}`,
      parts: [
        { say: 'Es tut uns leid: Diese Veranstaltung findet nicht statt, und deine Tickets gelten nicht mehr.' },
        ...(event.cancelled ? [{ say: 'Wer verkauft hat, sagt dazu:' }, { quote: event.cancelled }] : []),
        {
          say: refund
            ? `Du bekommst ${around.money(refund)} zurück. Du musst nichts dafür tun.`
            : 'Die Tickets haben nichts gekostet, es gibt also nichts zurückzuzahlen.',
        },
        { caption: 'Die Veranstaltung', table: eventRows(event, around) },
        { link: around.order, label: 'Bestellung öffnen' },
      ],
    }),
  },
}
