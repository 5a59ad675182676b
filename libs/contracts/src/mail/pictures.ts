import { z } from 'zod';
import type { SubjectSchemas } from '../api/routes';
import { Instant, PageQuery, Ref, pageOf, type Page } from '../common';
import { Name } from '../written-texts';

/** Id of a picture: the SHA-256 of the upload, hexadecimal. */
export const PictureId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'The id of a picture is 64 hexadecimal characters');

/** A picture of the store. Mails show it from `<CLICK_URL>/i/<id>/<display width in px>`. */
export const Picture = z.object({
  id: PictureId,
  name: z.string(),
  /** Size of the largest file, px and bytes. */
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  mediaType: z.string(),
  addedAt: Instant,
  addedBy: Ref,
});
export type Picture = z.infer<typeof Picture>;
export type PicturePage = Page<Picture>;

/** Largest picture that can be uploaded, bytes. */
export const MAX_PICTURE_BYTES = 10_000_000;

export const pictureRoutes = {
  pictures: {
    list: {
      summary: 'Lists the pictures of mails, newest first',
      query: PageQuery,
      response: pageOf(Picture),
    },
    add: {
      summary: 'Stores a picture for mails; the same picture is stored once',
      query: z.object({ name: Name }),
      upload: {
        mediaTypes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
        maxBytes: MAX_PICTURE_BYTES,
      },
      response: Picture,
      status: 201,
    },
  },
} satisfies SubjectSchemas<'pictures'>;
