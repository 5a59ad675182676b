import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { BuiltMessage } from './mime-template';

/*
 * DKIM signatures (RFC 6376) with relaxed header and simple body canonicalisation and RSA-SHA256. An Ed25519 key is refused, because many
 * receivers ignore such signatures.
 */

/** RFC 8301: receivers ignore signatures of shorter keys. */
const MIN_KEY_BITS = 1024;

/** The headers that are signed, if the message has them. Mailbox providers require that the List-Unsubscribe headers are among them. */
const SIGNED = [
  'from',
  'reply-to',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
  'feedback-id',
];

export interface DkimSettings {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

/** The key for DKIM cannot be used. The message never contains the key. */
export class DkimKeyError extends Error {
  override readonly name = 'DkimKeyError';
}

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign);

export class DkimSigner {
  private readonly key: KeyObject;

  /** @throws DkimKeyError if this is not an RSA key of sufficient length */
  constructor(private readonly settings: DkimSettings) {
    this.key = rsaKey(settings.privateKey);
  }

  get domain(): string {
    return this.settings.domain;
  }

  /** The header `DKIM-Signature` of a message, with its line break. The signature is computed in a thread of Node's pool. */
  async headerOf({ headers, body }: BuiltMessage, at: Date): Promise<string> {
    const { domain, selector } = this.settings;
    const bodyHash = createHash('sha256').update(canonicalBody(body)).digest('base64');
    const found = new Map(headers.map((header) => [nameOf(header), header]));
    const signed = SIGNED.filter((name) => found.has(name));
    // `from` is listed twice, so that a second header `From` cannot be added without breaking the signature.
    const names = [...signed, 'from'].join(':');
    const unsigned =
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=${domain}; s=${selector};\r\n` +
      ` t=${Math.floor(at.getTime() / 1_000)};\r\n h=${folded(names)};\r\n bh=${bodyHash};\r\n b=`;
    const input = signed.map((name) => `${relaxed(found.get(name) ?? '')}\r\n`).join('') + relaxed(unsigned);
    const signature = await signAsync('sha256', Buffer.from(input), this.key);
    return `${unsigned}${signature.toString('base64').replace(/.{70}(?=.)/g, '$&\r\n ')}\r\n`;
  }
}

function rsaKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new DkimKeyError('MAIL_DKIM_KEY is not a private key in PEM format.');
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw new DkimKeyError(
      `MAIL_DKIM_KEY is a key of the type ${key.asymmetricKeyType}. DKIM needs an RSA key.`,
    );
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_KEY_BITS)
    throw new DkimKeyError(
      `MAIL_DKIM_KEY has ${bits} bits. Receivers need at least ${MIN_KEY_BITS}, better 2048.`,
    );
  return key;
}

const nameOf = (header: string): string => header.slice(0, header.indexOf(':')).toLowerCase();

/** Relaxed canonicalisation of a header, without its line break (RFC 6376 3.4.2). */
function relaxed(header: string): string {
  const at = header.indexOf(':');
  const value = header
    .slice(at + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${header.slice(0, at).trim().toLowerCase()}:${value}`;
}

/** Simple canonicalisation of a body: exactly one line break at its end (RFC 6376 3.4.3). */
function canonicalBody(body: Buffer): Buffer {
  let end = body.length;
  while (end >= 2 && body[end - 1] === 0x0a && body[end - 2] === 0x0d) end -= 2;
  if (end + 2 <= body.length) return body.subarray(0, end + 2);
  return Buffer.concat([body.subarray(0, end), Buffer.from('\r\n')]);
}

/** The list of header names on several lines, none longer than 78 characters. */
const folded = (names: string): string => names.replace(/(.{50,70}:)(?=.{8})/g, '$1\r\n  ');
