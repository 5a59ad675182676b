import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LinkKeysConfig } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import { readSendingSettings } from './sending.config';

const TAG_CHARACTERS = 16;

/**
 * Envelope senders, by which a bounce is matched to its recipient (VERP): `bounce+<recipient><tag>@<domain>`. The tag is the beginning of an
 * HMAC in hexadecimal, because servers may change upper and lower case before the `@`.
 */
@Injectable()
export class BounceAddresses {
  private readonly domain = readSendingSettings().MAIL_BOUNCE_DOMAIN;
  /** The first key signs, all verify, as for tokens. */
  private readonly keys = readConfig(LinkKeysConfig).LINK_KEYS.map(({ secret }) =>
    createHmac('sha256', secret).update('linkflow bounce address, format 1').digest(),
  );

  /** Undefined without a domain for bounces. */
  of(recipientId: string): string | undefined {
    const [key] = this.keys;
    return this.domain && key && `bounce+${recipientId}${tag(key, recipientId)}@${this.domain}`;
  }

  /** The recipient of an address that `of` made; null for any other address. */
  recipientOf(address: string): string | null {
    const [, id, found] = /^bounce\+([0-9a-f]{24})([0-9a-f]{16})@/.exec(address.toLowerCase()) ?? [];
    if (!id || !found) return null;
    const isOurs = this.keys.some((key) => timingSafeEqual(Buffer.from(found), Buffer.from(tag(key, id))));
    return isOurs ? id : null;
  }
}

const tag = (key: Buffer, recipientId: string): string =>
  createHmac('sha256', key).update(recipientId).digest('hex').slice(0, TAG_CHARACTERS);
