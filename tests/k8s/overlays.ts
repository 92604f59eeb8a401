import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeSecrets } from '../../scripts/kubernetes-secrets.ts'
import type { Document } from './kustomize/document.ts'
import { render } from './kustomize/render.ts'

const root = resolve(import.meta.dirname, '../..')

/** `ingress` is `production` with an Ingress for its door: made here, so that the component is looked at as well. */
export const overlayNames = ['local', 'digitalocean', 'production', 'ingress'] as const
export type OverlayName = (typeof overlayNames)[number]

/** What only Stripe, the carrier of mail and the keeper of backups could give. */
export const given = {
  STRIPE_SECRET_KEY: 'sk_test_given',
  STRIPE_WEBHOOK_SECRET: 'whsec_given',
  MAIL_URL: 'https://api.resend.com',
  MAIL_TOKEN: 're_given',
  ACCESS_KEY_ID: 'id',
  SECRET_ACCESS_KEY: 'key',
}

/** A copy of k8s/ in which every overlay has its secrets. Disposing of it takes the folder away. */
export type Copy = Disposable & { dirOf(name: OverlayName): string }

export const copyWithSecrets = async (): Promise<Copy> => {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-k8s-'))
  // Secrets that somebody has made for a cluster of theirs stay where they are.
  cpSync(join(root, 'k8s'), dir, { recursive: true, filter: (path) => !path.endsWith('/secrets') })
  const [production, ingress] = [join(dir, 'overlays/production'), join(dir, 'overlays/ingress')]
  cpSync(production, ingress, { recursive: true })
  const kustomization = readFileSync(join(production, 'kustomization.yaml'), 'utf8')
  writeFileSync(
    join(ingress, 'kustomization.yaml'),
    kustomization.replace('components/gateway-api', 'components/ingress').replace(/\npatches:\n[\s\S]*?\n(?=\n)/, ''),
  )
  for (const name of overlayNames) await writeSecrets(join(dir, 'overlays', name), given)
  return {
    dirOf: (name) => join(dir, 'overlays', name),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

export const renderOverlays = async (): Promise<Record<OverlayName, Document[]>> => {
  using copy = await copyWithSecrets()
  const rendered = overlayNames.map((name) => [name, render(copy.dirOf(name))] as const)
  return Object.fromEntries(rendered) as Record<OverlayName, Document[]>
}
