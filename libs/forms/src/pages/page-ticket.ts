import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LinkKeysConfig, newId, readConfig } from '@linkflow/platform';

/** What a page of a form knows about itself. It is signed, so it needs no storage. */
export interface PageTicket {
  formId: string;
  /** The version that the page shows. */
  version: number;
  /** When the page was first shown, epoch ms. */
  shownAt: number;
  /** The website in which the page stands; absent if it stands alone. */
  site?: string | undefined;
  /** Part of the ids of submissions from this page. */
  nonce: string;
}

/** Fields that the card of a recipient fills in, chosen at the link that led to the form. */
export interface PrefillChoice {
  linkId: string;
  names: readonly string[];
}

const TAG_CHARACTERS = 22;

/** Signs the tickets of pages, and which answers a page may show. The first key signs, all verify, as for tokens. */
@Injectable()
export class FormPages {
  private readonly keys: { ticket: Buffer; prefill: Buffer }[];
  /** Secrets that sign the challenges of pages: the first signs, all verify. */
  readonly challengeSecrets: readonly string[];

  constructor() {
    const secrets = readConfig(LinkKeysConfig).LINK_KEYS.map(({ secret }) => secret);
    this.keys = secrets.map((secret) => ({
      ticket: derived(secret, 'ticket'),
      prefill: derived(secret, 'prefill'),
    }));
    this.challengeSecrets = secrets.map((secret) => derived(secret, 'challenge').toString('hex'));
  }

  issue(page: Omit<PageTicket, 'nonce'>): string {
    const { formId, version, shownAt, site } = page;
    const parts = [formId, version, shownAt.toString(36), newId()];
    if (site !== undefined) parts.push(Buffer.from(site).toString('base64url'));
    return this.sign('ticket', parts.join('.'));
  }

  /** Null if the ticket was not issued here. */
  read(text: string): PageTicket | null {
    const signed = this.verified('ticket', text);
    if (signed === null) return null;
    const [formId = '', version = '', shownAt = '', nonce = '', site] = signed.split('.');
    return {
      formId,
      version: Number(version),
      shownAt: Number.parseInt(shownAt, 36),
      nonce,
      ...(site !== undefined && { site: Buffer.from(site, 'base64url').toString() }),
    };
  }

  /** The parameter of an address that says what is filled in for this token. */
  prefill(token: string, { linkId, names }: PrefillChoice): string {
    const text = [linkId, ...names].join('.');
    return `${text}.${tagOf(this.keys[0]?.prefill, `${token} ${text}`)}`;
  }

  /** Null if the parameter was not made here for this token. */
  readPrefill(token: string, parameter: string): PrefillChoice | null {
    const at = parameter.lastIndexOf('.');
    const [text, tag] = [parameter.slice(0, at), parameter.slice(at + 1)];
    if (!this.keys.some(({ prefill }) => isSame(tag, tagOf(prefill, `${token} ${text}`)))) return null;
    const [linkId = '', ...names] = text.split('.');
    return { linkId, names };
  }

  private sign(kind: 'ticket', text: string): string {
    return `${text}.${tagOf(this.keys[0]?.[kind], text)}`;
  }

  private verified(kind: 'ticket', signed: string): string | null {
    const at = signed.lastIndexOf('.');
    const [text, tag] = [signed.slice(0, at), signed.slice(at + 1)];
    return this.keys.some((key) => isSame(tag, tagOf(key[kind], text))) ? text : null;
  }
}

/**
 * The id of a submission: the same answers from the same page have the same id, so that they are stored once. Who goes back and changes an
 * answer sends another submission. Begins with the time of the page, as all ids begin with a time.
 */
export function submissionIdOf(
  { nonce }: Pick<PageTicket, 'nonce'>,
  answers: Readonly<Record<string, readonly string[]>>,
): string {
  const sorted = Object.entries(answers).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256')
    .update(`${nonce} ${JSON.stringify(sorted)}`)
    .digest('hex');
  return nonce.slice(0, 8) + hash.slice(0, 16);
}

/** The id of the confirmation of a submission, so that a button that is pressed twice counts once. */
export const confirmationIdOf = (submissionId: string): string =>
  createHash('sha256').update(`confirmation ${submissionId}`).digest('hex').slice(0, 24);

const derived = (secret: Uint8Array, use: string): Buffer =>
  createHmac('sha256', secret).update(`linkflow form ${use}, format 1`).digest();

const tagOf = (key: Buffer | undefined, text: string): string =>
  key ? createHmac('sha256', key).update(text).digest('base64url').slice(0, TAG_CHARACTERS) : '';

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && other !== '' && timingSafeEqual(Buffer.from(one), Buffer.from(other));
