import { type Artwork, artworkOf, type GivenArtwork } from '../artwork.ts'
import type { Deps } from '../deps.ts'

/** What somebody sends in place of a thing with an artwork: its pictures by their ids. */
export type WithGiven<Thing> = Omit<Thing, 'artwork'> & { artwork: GivenArtwork | null }

/** The pictures that are meant. Throws `invalid-request` where one of them is not kept, or does not go with the other. */
export const artworkMeant = async (
  { pictures }: Pick<Deps, 'pictures'>,
  given: GivenArtwork | null,
): Promise<Artwork | null> => given && artworkOf(given, await pictures.keepOn([given.large, given.small]))
