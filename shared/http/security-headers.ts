// What is said with everything that leaves by either door: pages and files (web/public/_headers says the same to Cloudflare,
// and tests/security/headers.test.ts compares them), answers of the API, and refusals.

const policy = (parts: Record<string, string>) =>
  Object.entries(parts)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ')

const NOBODY = "'none'"
const US = "'self'"

const everywhere = {
  // Two years, as browsers' preload lists ask for.
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

const FEATURES = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'midi'],
  ...['payment', 'usb'],
]

/** What a page may use of a device: nothing, but what is named. */
const permissions = (...ours: string[]) =>
  FEATURES.map((feature) => `${feature}=(${ours.includes(feature) ? 'self' : ''})`).join(', ')

/** With every page and file of the store. No script but our own files, none made from text, and nobody's frame. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy({
    'default-src': NOBODY,
    'script-src': US,
    'style-src': US,
    'img-src': `${US} data:`,
    'font-src': US,
    'connect-src': US,
    'manifest-src': US,
    'form-action': US,
    'frame-ancestors': NOBODY,
    'base-uri': NOBODY,
    'object-src': NOBODY,
    'require-trusted-types-for': "'script'",
    'trusted-types': NOBODY,
  }),
  ...everywhere,
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': permissions(),
}

/** What one page says otherwise: at the door of an event, tickets may be looked at through the camera. */
export const doorPage = {
  path: '/sell/*/door',
  headers: { 'Permissions-Policy': permissions('camera') },
} as const

/** With every answer of the API, refusals included: data, which nothing may be made of but by our own pages. */
export const apiHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy({ 'default-src': NOBODY, 'frame-ancestors': NOBODY }),
  ...everywhere,
  'Referrer-Policy': 'no-referrer',
}
