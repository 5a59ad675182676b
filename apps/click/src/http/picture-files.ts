import { Injectable } from '@nestjs/common';
import { MAIL_WIDTH, PictureId, SocialNetwork } from '@linkflow/contracts';
import { PictureStore, SOCIAL_ICONS, copyFor, type StoredFile } from '@linkflow/mailings/doors';
import { Log } from '@linkflow/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';

/** Pictures that are kept in memory, bytes. Thousands of recipients open a mailing in the same minutes. */
const CACHE_BYTES = 64_000_000;
/** How long an address without a picture is remembered, ms, so that repeated requests for it cost no read. */
const MISSING_MS = 10_000;
const MISSING_BYTES = 100;
const DAYS_365 = 31_536_000;

/** The pictures of mails, from memory or MongoDB. Concurrent requests for one picture share its read. */
@Injectable()
export class PictureFiles {
  private readonly cache = new LRUCache<string, { file: StoredFile | null }>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ file }) => file?.bytes.length || MISSING_BYTES,
    fetchMethod: async (key, _stale, { options }) => {
      const [id = '', width] = key.split('/');
      const file = await this.pictures.file(id, Number(width));
      if (!file) options.ttl = MISSING_MS;
      return { file };
    },
  });

  constructor(
    private readonly pictures: PictureStore,
    readonly log: Log,
  ) {}

  /** @param displayWidth px; the file is up to twice as wide, for dense screens */
  async get(id: string, displayWidth: number): Promise<StoredFile | null> {
    // Display widths that share a copy share an entry.
    return (await this.cache.fetch(`${id}/${copyFor(displayWidth)}`))?.file ?? null;
  }
}

/**
 * The Fastify routes of the pictures of mails: `/i/<id>/<display width>`, and `/i/social/<network>.png`. A picture never changes, so mail
 * programs and proxies may keep it for ever. No cookies, and nothing about the recipient is in the address.
 */
export function registerPictureRoute(fastify: FastifyInstance, files: PictureFiles): void {
  fastify.get<{ Params: { id: string; width: string } }>('/i/:id/:width', async (request, reply) => {
    const width = Number(request.params.width);
    const isAddress = PictureId.safeParse(request.params.id).success && width >= 1 && width <= 2 * MAIL_WIDTH;
    let file: StoredFile | null;
    try {
      file = isAddress ? await files.get(request.params.id, width) : null;
    } catch (error) {
      files.log.warn({ err: error }, 'picture could not be read');
      return reply.status(503).header('cache-control', 'no-store').header('retry-after', '30').send();
    }
    if (!file) return reply.status(404).header('cache-control', 'no-store').send();
    return sendFile(reply, file);
  });
  fastify.get<{ Params: { file: string } }>('/i/social/:file', (request, reply) => {
    const network = SocialNetwork.safeParse(/^([a-z]+)\.png$/.exec(request.params.file)?.[1]);
    if (!network.success) return reply.status(404).header('cache-control', 'no-store').send();
    return sendFile(reply, { mediaType: 'image/png', bytes: SOCIAL_ICONS[network.data] });
  });
}

const sendFile = (reply: FastifyReply, { mediaType, bytes }: StoredFile): FastifyReply =>
  reply
    .headers({
      'content-type': mediaType,
      'cache-control': `public, max-age=${DAYS_365}, immutable`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
    .send(bytes);
