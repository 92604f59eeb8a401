import * as z from 'zod'
import { anyone } from '#shared/http/access'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { keepPicture, showPicture } from '../commands/pictures.ts'
import type { Deps } from '../deps.ts'
import { PictureId } from '../input.ts'
import { tickets } from './service.ts'

const PictureParam = z.object({ id: PictureId })

/** The address says what is there: whoever has it need never ask again. */
const FOR_EVER = 'public, max-age=31536000, immutable'

const tagOf = (id: string) => `"${id}"`

/**
 * Pictures, sent before they are put on an event. No Idempotency-Key: a picture is known by what it is, and so sending it twice is
 * sending it once.
 */
export const pictureRoutes = () =>
  tickets
    .pictures()
    .post('/', signedIn<Deps>(), async (c) =>
      c.json(await keepPicture(c.var.deps, c.var.person, new Uint8Array(await c.req.arrayBuffer())), 201),
    )
    .get('/:id', anyone(), validate('param', PictureParam), async (c) => {
      const { id } = c.req.valid('param')
      const headers = { 'Cache-Control': FOR_EVER, ETag: tagOf(id) }
      // Nothing can have changed, and so nothing is looked up.
      if (c.req.header('if-none-match')?.includes(tagOf(id))) return c.body(null, 304, headers)
      const { type, bytes } = await showPicture(c.var.deps, id)
      return c.body(bytes, 200, { ...headers, 'Content-Type': type })
    })
