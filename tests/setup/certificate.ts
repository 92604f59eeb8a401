import { generateKeyPairSync, sign } from 'node:crypto'

const block = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Buffer[]) => block(0x30, ...parts)
const oid = (hex: string) => block(0x06, Buffer.from(hex, 'hex'))
const utf8 = (text: string) => block(0x0c, Buffer.from(text))
const bits = (content: Buffer) => block(0x03, Buffer.from([0]), content)
const instant = (at: Date) => block(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`))

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))
const COMMON_NAME = oid('550403')
const ALTERNATIVE_NAMES = oid('551d11')
const HOUR_MS = 3_600_000

/** A certificate for 127.0.0.1 that vouches for itself, good for an hour, with its key: for those who have no openssl. */
export const selfSigned = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(block(0x31, sequence(COMMON_NAME, utf8('mail.test'))))
  const loopback = block(0x87, Buffer.from([127, 0, 0, 1]))
  const now = Date.now()
  const content = sequence(
    block(0xa0, block(0x02, Buffer.from([2]))),
    block(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    name,
    sequence(instant(new Date(now - HOUR_MS)), instant(new Date(now + HOUR_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    block(0xa3, sequence(sequence(ALTERNATIVE_NAMES, block(0x04, sequence(loopback))))),
  )
  const certificate = sequence(content, ECDSA_SHA256, bits(sign('sha256', content, privateKey)))
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
