import type { EventTold } from '../mail.ts'
import type { Part } from './page.ts'
import { spokenSeats } from './spoken.ts'
import type { Surroundings, Words } from './words.ts'

const what = {
  password: 'Votre mot de passe a été changé.',
  email: 'L’adresse e-mail de votre compte a été changée.',
  'passkey-added': 'Une clé d’accès a été ajoutée à votre compte.',
  'passkey-removed': 'Une clé d’accès a été retirée de votre compte.',
  'second-factor-added':
    'Un second facteur a été ajouté à votre compte : un code de votre application est désormais demandé.',
  'second-factor-removed': 'Le second facteur a été retiré de votre compte : le mot de passe suffit à nouveau.',
  'recovery-codes': 'De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne sont plus valables.',
} as const

const refused = {
  late: 'La réponse de votre banque est arrivée après la fin de la réservation, et les billets ne pouvaient plus être à vous.',
  'event-cancelled': 'L’événement a été annulé pendant que vous payiez.',
  'not-asked-for': 'La commande n’avait pas besoin de ce paiement : elle est déjà payée ou demande un autre montant.',
} as const

const ifNotYou = 'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.'
const ignore = 'Si vous n’avez rien demandé, ne faites rien : il ne se passera rien.'

const codePart = ({ code }: Surroundings): Part[] =>
  code === undefined ? [] : [{ code, label: 'Ou tapez ce code sur la page d’où vous venez' }]

const until = (around: Surroundings, at: string): Part => ({ say: `Valable jusqu’au ${around.moment(at)}.` })

const eventRows = (event: EventTold, { moment }: Surroundings) =>
  [
    ['Événement', event.title],
    ['Quand', moment(event.startsAt, event.timeZone)],
    ['Où', `${event.venue}, ${event.city}`],
  ] as const

export const french: Words = {
  footer: (store) =>
    `Ce message vous est envoyé par ${store} à cause de ce qui s’y est passé. Ce n’est pas de la publicité.`,
  pages: {
    'verify-email': ({ expiresAt }, around) => ({
      subject: 'Confirmez votre adresse e-mail',
      parts: [
        { say: 'Veuillez confirmer que cette adresse est la vôtre.' },
        { link: around.link, label: 'Confirmer' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'change-email': ({ expiresAt }, around) => ({
      subject: 'Confirmez votre nouvelle adresse e-mail',
      parts: [
        { say: 'Cette adresse doit devenir celle de votre compte. Jusqu’à votre confirmation, l’ancienne reste.' },
        { link: around.link, label: 'Utiliser cette adresse' },
        ...codePart(around),
        until(around, expiresAt),
        { say: ignore },
      ],
    }),
    'reset-password': ({ expiresAt }, around) => ({
      subject: 'Choisissez un nouveau mot de passe',
      parts: [
        { say: 'Quelqu’un, sans doute vous, a oublié le mot de passe de votre compte.' },
        { link: around.link, label: 'Choisir un nouveau mot de passe' },
        ...codePart(around),
        until(around, expiresAt),
        { say: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.' },
      ],
    }),
    'already-registered': (_, around) => ({
      subject: 'Vous avez déjà un compte',
      parts: [
        { say: 'Quelqu’un, sans doute vous, voulait s’inscrire avec cette adresse. Elle a déjà un compte.' },
        { link: around.signIn, label: 'Se connecter' },
        { link: around.forgot, label: 'J’ai oublié mon mot de passe' },
        { say: 'Si ce n’était pas vous, ne faites rien : la personne n’a rien appris.' },
      ],
    }),
    'new-sign-in': ({ device, at }, around) => ({
      subject: 'Un nouvel appareil s’est connecté à votre compte',
      parts: [
        {
          caption: 'Première connexion',
          table: [
            ['Appareil', device],
            ['Quand', around.moment(at)],
          ],
        },
        { say: `Si c’était vous, tout va bien. ${ifNotYou}` },
        { link: around.account, label: 'Voir mon compte' },
      ],
    }),
    'security-changed': (letter, around) => ({
      subject: 'Votre compte a été modifié',
      parts: [
        { say: `${what[letter.what]} C’était le ${around.moment(letter.at)}.` },
        { say: `Si c’était vous, tout va bien. ${ifNotYou}` },
        { link: around.forgot, label: 'Choisir un nouveau mot de passe' },
      ],
    }),
    tickets: ({ event, lines, total, again }, around) => ({
      subject: `Vos billets : ${event.title}`,
      parts: [
        { say: again ? 'Voici vos billets, encore une fois.' : 'Merci. Les billets sont à vous.' },
        { caption: 'L’événement', table: eventRows(event, around) },
        {
          caption: again ? 'Ce que vous avez' : 'Ce que vous avez acheté',
          table: [
            ...lines.map((line) => {
              const price = around.money({ amount: line.price * line.quantity, currency: total.currency })
              const seats = spokenSeats(line, { row: 'rang', seat: 'place' })
              return [`${line.quantity} × ${line.name}`, [price, ...seats].join('\n')] as const
            }),
            ['Total', total.amount === 0 ? 'gratuit' : around.money(total)],
          ],
        },
        { link: around.order, label: 'Ouvrir la commande' },
        {
          say: 'Le code de chaque billet est sur cette page, à montrer ou à imprimer. Il n’est dans aucun courriel : qui l’a entre avec.',
        },
      ],
    }),
    'payment-refused': ({ event, because }, around) => ({
      subject: `Rien ne vous a été débité : ${event.title}`,
      parts: [
        { say: refused[because] },
        {
          say: 'Nous ne gardons pas votre argent : ce qui était réservé est libéré, ce qui était pris est en route vers vous.',
        },
        { caption: 'L’événement', table: eventRows(event, around) },
        { link: around.order, label: 'Ouvrir la commande' },
      ],
    }),
    refunded: ({ event, refund, units, reason }, around) => ({
      subject: `Remboursement : ${event.title}`,
      parts: [
        {
          say:
            refund.amount === 0
              ? 'Des billets à vous ont été rendus. Ils n’ont rien coûté : il n’y a rien à rembourser.'
              : `${around.money(refund)} sont en route vers votre moyen de paiement. Les banques prennent jusqu’à dix jours.`,
        },
        ...(units > 0 ? [{ say: `Billets rendus : ${units}. Ils ne laissent plus entrer personne.` }] : []),
        ...(reason ? [{ say: 'Ce qui en a été dit :' }, { quote: reason }] : []),
        { caption: 'L’événement', table: eventRows(event, around) },
        { link: around.order, label: 'Ouvrir la commande' },
      ],
    }),
    'event-cancelled': ({ event, refund }, around) => ({
      subject: `Annulé : ${event.title}`,
      parts: [
        { say: 'Nous sommes désolés : cet événement n’a pas lieu, et vos billets ne valent plus rien.' },
        ...(event.cancelled ? [{ say: 'Le vendeur dit :' }, { quote: event.cancelled }] : []),
        {
          say: refund
            ? `Vous recevez ${around.money(refund)} en retour. Vous n’avez rien à faire.`
            : 'Les billets n’ont rien coûté : il n’y a rien à rembourser.',
        },
        { caption: 'L’événement', table: eventRows(event, around) },
        { link: around.order, label: 'Ouvrir la commande' },
      ],
    }),
  },
}
