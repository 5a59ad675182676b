import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LinkKeysConfig } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import { readSendingSettings } from './sending.config';

const TAG_CHARACTERS = 16;

/** The message of a recipient in one round, see `Delivery`. */
interface SentMessage {
  recipientId: string;
  round: number;
}

/** What a name of ours says. `round` is null in the envelope senders of an early release, which did not contain it. */
interface NamedMessage {
  recipientId: string;
  round: number | null;
}

/**
 * Names of messages by which a bounce is matched to its recipient: the envelope sender (VERP), `bounce+<recipient>.<round>.<tag>@<domain>`,
 * and the Message-ID, `<<recipient>.<round>.<tag>@<domain>>`. Ids of recipients can be guessed, so both are signed: a forged bounce must not
 * block an address. The tag is the beginning of an HMAC in hexadecimal, because servers may change upper and lower case before the `@`.
 */
@Injectable()
export class BounceAddresses {
  private readonly domain = readSendingSettings().MAIL_BOUNCE_DOMAIN;
  /** The first key signs, all verify, as for tokens. */
  private readonly keys = readConfig(LinkKeysConfig).LINK_KEYS.map(({ secret }) =>
    createHmac('sha256', secret).update('linkflow bounce address, format 1').digest(),
  );

  /** The Message-ID of a message and, if there is a domain for bounces, its envelope sender. It has the same ones each time it is tried. */
  namesOf(message: SentMessage, senderDomain: string): { sender: string | undefined; messageId: string } {
    const name = this.signed(message);
    const sender = this.domain && `bounce+${name}@${this.domain}`;
    return { sender, messageId: `<${name}@${senderDomain}>` };
  }

  /** The message of an envelope sender of ours; null for any other address. */
  ofSender(address: string): NamedMessage | null {
    const [, name, early] =
      /^bounce\+(?:([0-9a-f]{24}\.\d{1,9}\.[0-9a-f]{16})|([0-9a-f]{40}))@/.exec(address.toLowerCase()) ?? [];
    if (early === undefined) return this.read(name);
    const [recipientId, found] = [early.slice(0, 24), early.slice(24)];
    return this.isSigned(recipientId, found) ? { recipientId, round: null } : null;
  }

  /** The message of a Message-ID of ours; null for any other one. */
  ofMessageId(messageId: string): NamedMessage | null {
    return this.read(/^<([0-9a-f]{24}\.\d{1,9}\.[0-9a-f]{16})@/.exec(messageId)?.[1]);
  }

  private signed({ recipientId, round }: SentMessage): string {
    const [key] = this.keys;
    const name = `${recipientId}.${round}`;
    return `${name}.${key ? tag(key, name) : ''}`;
  }

  private read(name = ''): NamedMessage | null {
    const [recipientId = '', round = '', found = ''] = name.split('.');
    if (found === '' || !this.isSigned(`${recipientId}.${round}`, found)) return null;
    return { recipientId, round: Number(round) };
  }

  private isSigned(name: string, found: string): boolean {
    return this.keys.some((key) => timingSafeEqual(Buffer.from(found), Buffer.from(tag(key, name))));
  }
}

const tag = (key: Buffer, name: string): string =>
  createHmac('sha256', key).update(name).digest('hex').slice(0, TAG_CHARACTERS);
