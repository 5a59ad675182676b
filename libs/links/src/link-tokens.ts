import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LinkKeysConfig, readConfig } from '@linkflow/platform';
import { MacKey, TAG_BYTES } from './mac-key';

/*
 * Tokens in our URLs. Format, 42 bytes as base64url:
 *
 *   1 byte key number · 1 byte purpose · 12 bytes subject id · 12 bytes recipient id · 16 bytes tag
 *
 * The tag is the first 128 bits of an HMAC-SHA256 over the other bytes, under a key that is derived for the purpose: a token for
 * one purpose is not valid for another.
 */

export const TOKEN_PURPOSES = ['click', 'view', 'subscriptions', 'form', 'confirmation'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

export interface TokenSubject {
  /** The link for `click`, the mailing for `view` and `subscriptions`, the form for `form` and `confirmation`. */
  subjectId: string;
  /** The recipient; for `confirmation` the submission. */
  recipientId: string;
}

/** Characters of a token. 42 bytes need no padding in base64, so each token has exactly one spelling. */
export const TOKEN_LENGTH = 56;

const TOKEN_PATTERN = /^[A-Za-z0-9_-]{56}$/;
const SUBJECT_AT = 2;
const RECIPIENT_AT = 14;
const SIGNED_BYTES = 26;
const TOKEN_BYTES = SIGNED_BYTES + TAG_BYTES;
const PURPOSE_BYTE: Record<TokenPurpose, number> = {
  click: 0x63,
  view: 0x6f,
  subscriptions: 0x73,
  form: 0x66,
  confirmation: 0x79,
};

const ENCODED = /%([0-9a-f]{2})/gi;

/**
 * The token in the path of one of our URLs. Whatever follows it is ignored: mail programs append what stood behind the link in the text
 * (`.`, `)`, `>`, quotes, also encoded), parameters (`&utm_source=…`) and slashes. Some also encode the `-` and `_` of a token.
 * @param prefix the path before the token, such as `/c/`
 * @returns undefined if the path does not start with the prefix, or is too short for a token
 */
export function tokenInUrl(url: string, prefix: string): string | undefined {
  if (!url.startsWith(prefix)) return undefined;
  const end = prefix.length + TOKEN_LENGTH;
  let token = url.slice(prefix.length, end);
  if (token.includes('%')) {
    const encoded = url.slice(prefix.length, prefix.length + 3 * TOKEN_LENGTH);
    token = encoded
      .replace(ENCODED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .slice(0, TOKEN_LENGTH);
  }
  return TOKEN_PATTERN.test(token) ? token : undefined;
}

/**
 * The URL of a request without what follows its token, for routers that take the path literally. A URL without a token is returned
 * unchanged.
 */
export function withoutTail(url: string, prefix: string): string {
  const token = tokenInUrl(url, prefix);
  return token === undefined ? url : prefix + token;
}

/** One key of `LINK_KEYS`: its number, and the keys that are derived from its secret, one for each purpose. */
export interface TokenKey {
  /** 0 to 255; part of each token. */
  id: number;
  byPurpose: Record<TokenPurpose, MacKey>;
}

export function deriveKeys(secrets: readonly { id: number; secret: Uint8Array }[]): TokenKey[] {
  return secrets.map(({ id, secret }) => ({
    id,
    byPurpose: {
      click: deriveKey(secret, 'click'),
      view: deriveKey(secret, 'view'),
      subscriptions: deriveKey(secret, 'subscriptions'),
      form: deriveKey(secret, 'form'),
      confirmation: deriveKey(secret, 'confirmation'),
    },
  }));
}

const deriveKey = (secret: Uint8Array, purpose: TokenPurpose): MacKey =>
  new MacKey(createHmac('sha256', secret).update(`linkflow token, format 1, ${purpose}`).digest());

/** Signs and verifies tokens. */
export class LinkTokens {
  private readonly signingKey: TokenKey;
  private readonly byId = new Map<number, TokenKey>();
  /** The token that is being signed. It is reused, because a mailing signs millions, those of one recipient after each other. */
  private readonly signing = Buffer.alloc(TOKEN_BYTES);
  /** The recipient whose id is in `signing`. */
  private signingFor: string | undefined;

  /** The first key signs; all verify. */
  constructor(keys: readonly TokenKey[]) {
    const [first] = keys;
    if (!first) throw new Error('LINK_KEYS has no key.');
    this.signingKey = first;
    for (const key of keys) this.byId.set(key.id, key);
  }

  /** @throws TypeError for ids that are not 24 hexadecimal characters */
  sign(purpose: TokenPurpose, subjectId: string, recipientId: string): string {
    const { signing, signingKey } = this;
    signing[0] = signingKey.id;
    signing[1] = PURPOSE_BYTE[purpose];
    writeId(subjectId, signing, SUBJECT_AT);
    if (recipientId !== this.signingFor) {
      this.signingFor = undefined;
      writeId(recipientId, signing, RECIPIENT_AT);
      this.signingFor = recipientId;
    }
    signingKey.byPurpose[purpose].appendTag(signing, SIGNED_BYTES);
    return base64url(signing);
  }

  /** Verifies a token. Returns its ids if it was signed for this purpose with one of our keys, else null. */
  verify(purpose: TokenPurpose, token: string): TokenSubject | null {
    // The pattern also excludes `+` and `/`, which Buffer decodes like `-` and `_`.
    if (token.length !== TOKEN_LENGTH || !TOKEN_PATTERN.test(token)) return null;
    const received = Buffer.from(token, 'base64url');
    const key = this.byId.get(received[0] ?? -1);
    if (!key || received[1] !== PURPOSE_BYTE[purpose]) return null;
    const expected = Buffer.from(received);
    key.byPurpose[purpose].appendTag(expected, SIGNED_BYTES);
    if (!timingSafeEqual(received, expected)) return null;
    return {
      subjectId: received.toString('hex', SUBJECT_AT, RECIPIENT_AT),
      recipientId: received.toString('hex', RECIPIENT_AT, SIGNED_BYTES),
    };
  }
}

function writeId(id: string, token: Buffer, at: number): void {
  if (id.length !== 24 || token.write(id, at, 'hex') !== 12)
    throw new TypeError('A token consists of two ids of 24 hexadecimal characters.');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Two characters for each 12 bits. */
const PAIRS = new Uint16Array(
  Uint8Array.from({ length: 2 * 64 * 64 }, (_, at) => {
    const bits = at >> 1;
    return ALPHABET.charCodeAt(at % 2 === 0 ? bits >> 6 : bits & 63);
  }).buffer,
);
const pairs = new Uint16Array(TOKEN_LENGTH / 2);
const characters = Buffer.from(pairs.buffer);

/** The same as `token.toString('base64url')`, which takes twice as long. */
function base64url(token: Buffer): string {
  for (let from = 0, to = 0; from < TOKEN_BYTES; from += 3, to += 2) {
    const bits = ((token[from] ?? 0) << 16) | ((token[from + 1] ?? 0) << 8) | (token[from + 2] ?? 0);
    pairs[to] = PAIRS[bits >>> 12] ?? 0;
    pairs[to + 1] = PAIRS[bits & 0xfff] ?? 0;
  }
  return characters.toString('latin1');
}

export const linkTokensProvider = {
  provide: LinkTokens,
  useFactory: (): LinkTokens => new LinkTokens(deriveKeys(readConfig(LinkKeysConfig).LINK_KEYS)),
};

const Origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

export const UrlConfig = z.object({
  /** Public origin of apps/api: the app for colleagues, and messages viewed online. */
  PUBLIC_URL: Origin,
  /** Public origin of apps/click, part of every tracked link. Should be a separate domain without cookies. */
  CLICK_URL: Origin,
});

/** Stands in the content of a mailing in place of the URL of a tracked link, which is another one for each recipient. */
export const linkPlaceholder = (linkId: string): string => `{{link:${linkId}}}`;

const LINK_PLACEHOLDER = /\{\{link:([0-9a-f]{24})\}\}/g;

/** Ids of the tracked links in a text, each once. */
export const linksInText = (text: string): string[] => [
  ...new Set([...text.matchAll(LINK_PLACEHOLDER)].map((match) => match[1] ?? '')),
];

/** Name of the link of a message that people cannot see. */
export const HIDDEN_LINK = 'hidden';

/**
 * Whether a token is that of a hidden link: its subject is the recipient. No tracked link has the id of a recipient, and a machine cannot tell
 * the tokens apart without knowing this.
 */
export const isHiddenLink = ({ subjectId, recipientId }: TokenSubject): boolean => subjectId === recipientId;

/** The URLs that mails contain. */
@Injectable()
export class LinkUrls {
  private readonly origins = readConfig(UrlConfig);

  constructor(private readonly tokens: LinkTokens) {}

  click(linkId: string, recipientId: string): string {
    return `${this.origins.CLICK_URL}/c/${this.tokens.sign('click', linkId, recipientId)}`;
  }

  view(mailingId: string, recipientId: string): string {
    return `${this.origins.PUBLIC_URL}/o/${this.tokens.sign('view', mailingId, recipientId)}`;
  }

  /** A picture of mails, for this width in px. */
  picture(id: string, displayWidth: number): string {
    return `${this.origins.CLICK_URL}/i/${id}/${displayWidth}`;
  }

  /** The picture of a social network. */
  socialIcon(network: string): string {
    return `${this.origins.CLICK_URL}/i/social/${network}.png`;
  }

  /** The page on which a recipient chooses what to get. */
  subscriptions(mailingId: string, recipientId: string): string {
    return `${this.origins.CLICK_URL}/s/${this.tokens.sign('subscriptions', mailingId, recipientId)}`;
  }

  /** The page of a form, for anybody. */
  form(formId: string): string {
    return `${this.origins.CLICK_URL}/f/${formId}`;
  }

  /** The page on which the sender of a submission confirms it. */
  confirmation(formId: string, submissionId: string): string {
    return `${this.origins.CLICK_URL}/f/${this.tokens.sign('confirmation', formId, submissionId)}`;
  }

  /** The page on which a recipient unsubscribes from the type of a mailing. It also takes one-click requests of mail programs (RFC 8058). */
  unsubscribe(mailingId: string, recipientId: string): string {
    return `${this.subscriptions(mailingId, recipientId)}/unsubscribe`;
  }

  /** The URL of a link in a recipient's message. @param link the id of a tracked link, the name of a special link, or `HIDDEN_LINK` */
  inMessage(link: string, mailingId: string, recipientId: string): string {
    switch (link) {
      case 'view-online':
        return this.view(mailingId, recipientId);
      case 'unsubscribe':
        return this.unsubscribe(mailingId, recipientId);
      case 'subscriptions':
        return this.subscriptions(mailingId, recipientId);
      case HIDDEN_LINK:
        return this.click(recipientId, recipientId);
      default:
        return this.click(link, recipientId);
    }
  }
}
