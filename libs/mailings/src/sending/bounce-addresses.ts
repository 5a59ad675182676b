import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LinkKeysConfig } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import { readSendingSettings } from './sending.config';

const TAG_CHARACTERS = 16;

/**
 * Names of messages by which a bounce is matched to its recipient: the envelope sender (VERP), `bounce+<recipient><tag>@<domain>`, and the
 * Message-ID, `<<recipient>.<round>.<tag>@<domain>>`. Ids of recipients can be guessed, so both are signed: a forged bounce must not block an
 * address. The tag is the beginning of an HMAC in hexadecimal, because servers may change upper and lower case before the `@`.
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
    return id && found && this.isSigned(id, found) ? id : null;
  }

  /** The Message-ID of a recipient's message. The same message has the same one each time it is tried. */
  messageIdOf({ recipientId, round }: { recipientId: string; round: number }, domain: string): string {
    const [key] = this.keys;
    const name = `${recipientId}.${round}`;
    return `<${name}.${key ? tag(key, name) : ''}@${domain}>`;
  }

  /** The recipient of a Message-ID that `messageIdOf` made; null for any other one. */
  recipientOfMessageId(messageId: string): string | null {
    const [, name, id, found] = /^<(([0-9a-f]{24})\.\d{1,9})\.([0-9a-f]{16})@/.exec(messageId) ?? [];
    return name && id && found && this.isSigned(name, found) ? id : null;
  }

  private isSigned(name: string, found: string): boolean {
    return this.keys.some((key) => timingSafeEqual(Buffer.from(found), Buffer.from(tag(key, name))));
  }
}

const tag = (key: Buffer, name: string): string =>
  createHmac('sha256', key).update(name).digest('hex').slice(0, TAG_CHARACTERS);
