import * as z from 'zod'
import { idOf } from '#shared/ids'
import { line } from '#shared/text'
import { Email, Password, TriedPassword } from './account.ts'
import { looksLikeRecoveryCode } from './recovery-codes.ts'

// What people send, beside what an account is made of.

const Token = z.string().min(1).max(200)

export const SignUpCode = z.strictObject({
  email: Email,
  code: z.string().regex(/^\d{6}$/, 'must be six digits'),
})
export const Clicked = z.strictObject({ token: Token, password: TriedPassword.optional() })
export const TokenAlone = z.strictObject({ token: Token })

/** Six digits, with or without a blank in the middle, as apps show them. */
const digits = z
  .string()
  .max(64)
  .transform((text) => text.replaceAll(/\s/g, ''))
export const AppCode = z.strictObject({ code: digits.pipe(z.string().regex(/^\d{6}$/, 'must be six digits')) })

const Code = digits.refine(
  (text) => /^\d{6}$/.test(text) || looksLikeRecoveryCode(text),
  'must be six digits or a recovery code',
)
export const SecondStep = z.strictObject({ code: Code })
export const Confirmation = z.strictObject({ password: TriedPassword, code: Code.optional() })
export const NewPassword = z.strictObject({ current: TriedPassword, next: Password })
export const Forgotten = z.strictObject({ email: Email })
export const Reset = z.strictObject({ token: Token, password: Password })
export const NewEmail = z.strictObject({ email: Email })

export const Farewell = z.strictObject({
  confirm: z.literal('delete my account', 'must be the words: delete my account'),
})

export const SessionParam = z.object({ id: idOf('session') })
export const PasskeyParam = z.object({ id: idOf('passkey') })
export const PasskeyName = z.strictObject({ name: line(60) })

const Base64url = z
  .string()
  .min(1)
  .max(40_000)
  .regex(/^[\w-]+$/, 'must be base64url')

// As browsers make them (PublicKeyCredential.toJSON()): what else is in there is not looked at.
const answer = { id: Base64url.max(1400), rawId: Base64url.max(1400), type: z.literal('public-key') }
const attachment = z.enum(['platform', 'cross-platform']).exactOptional()

export const PasskeyRegistration = z.strictObject({
  name: line(60).optional(),
  credential: z
    .object({
      ...answer,
      response: z.object({
        clientDataJSON: Base64url,
        attestationObject: Base64url,
        transports: z.array(z.string().max(40)).max(8).exactOptional(),
      }),
      authenticatorAttachment: attachment,
    })
    .transform((credential) => ({ ...credential, clientExtensionResults: {} })),
})
export type PasskeyRegistration = z.output<typeof PasskeyRegistration>

export const PasskeyAnswer = z.strictObject({
  credential: z
    .object({
      ...answer,
      response: z.object({
        clientDataJSON: Base64url,
        authenticatorData: Base64url,
        signature: Base64url,
        userHandle: Base64url.max(100).exactOptional(),
      }),
      authenticatorAttachment: attachment,
    })
    .transform((credential) => ({ ...credential, clientExtensionResults: {} })),
})
export type PasskeyAnswer = z.output<typeof PasskeyAnswer>
