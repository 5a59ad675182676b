/**
 * Finds out which headers a file of deliveries records. A file may come from links that begin with http, where browsers send no headers whose
 * names begin with `Sec-`, or from a log that leaves headers out. A header counts as missing only if the file has it where it is expected.
 * Live requests need none of this: there, the scheme of the tracked URLs is known and all headers are seen.
 */
import type { AgentClass } from '@linkflow/contracts';
import { agentClass } from '../agents';
import { HEADER, has } from '../header-facts';
import { headersOf, maskOf, mailingKey, type DeliveryLine, type RequestLine } from './delivery-line';

/** Headers that every browser sends. */
const COMMON = HEADER.accept | HEADER.acceptHtml | HEADER.acceptLanguage | HEADER.acceptEncoding;
/** Share of the requests of a browser that must have fetch metadata for its absence to mean something. */
const EXPECTED_SHARE = 0.15;
/** Different browsers without fetch metadata from which on a mailing without any has links that begin with http. */
const PLAIN_BROWSERS = 3;

interface BrowserFacts {
  requests: number;
  withMetadata: number;
  withHints: number;
}

interface MailingFacts {
  hasMetadata: boolean;
  /** User agents without fetch metadata, up to `PLAIN_BROWSERS`. */
  plain: Set<string>;
}

/** Collects what a file records. Call `add` for each request of the file before `complete`. */
export class RecordedHeaders {
  /** Bits that any request had, of pages and of pressed buttons. */
  private readonly seen = { page: 0, press: 0 };
  private readonly browsers = new Map<string, BrowserFacts>();
  private readonly mailings = new Map<string, MailingFacts>();

  add(line: DeliveryLine, request: RequestLine): void {
    const headers = headersOf(request);
    const mask = maskOf(headers);
    this.seen[placeOf(request)] |= mask;
    const userAgent = headers.get('user-agent') ?? '';
    const agent = agentClass(userAgent);
    if (agent.kind !== 'browser' && agent.kind !== 'in-app') return;
    const hasMetadata = has(mask, HEADER.fetchMode);
    const browser = this.browserOf(request, agent);
    browser.requests++;
    if (hasMetadata) browser.withMetadata++;
    if (has(mask, HEADER.clientHints)) browser.withHints++;
    const mailing = this.mailingOf(line);
    if (hasMetadata) mailing.hasMetadata = true;
    else if (mailing.plain.size < PLAIN_BROWSERS) mailing.plain.add(userAgent);
  }

  /** The mask of a request, with the bits of headers that the file does not record set as if they were there. */
  complete(line: DeliveryLine, request: RequestLine, agent: AgentClass): number {
    let mask = maskOf(headersOf(request)) | (COMMON & ~this.seen[placeOf(request)]);
    const { requests, withMetadata, withHints } = this.browserOf(request, agent);
    const { hasMetadata, plain } = this.mailingOf(line);
    const isPlain = !hasMetadata && plain.size >= PLAIN_BROWSERS;
    if (!isPlain && withMetadata > 0 && withMetadata >= requests * EXPECTED_SHARE) mask |= HEADER.secure;
    if (agent.family === 'chromium' && withHints === 0) mask |= HEADER.clientHints;
    // A file without a single gesture leaves out Sec-Fetch-User, so its other fetch metadata says nothing about gestures either.
    if (!has(this.seen.page | this.seen.press, HEADER.fetchUser)) {
      mask &= ~(HEADER.secure | HEADER.fetchMode | HEADER.fetchNavigate);
    }
    return mask;
  }

  private browserOf(request: RequestLine, { family }: AgentClass): BrowserFacts {
    const key = `${placeOf(request)} ${family}`;
    let facts = this.browsers.get(key);
    if (!facts) this.browsers.set(key, (facts = { requests: 0, withMetadata: 0, withHints: 0 }));
    return facts;
  }

  private mailingOf(line: DeliveryLine): MailingFacts {
    const key = mailingKey(line);
    let facts = this.mailings.get(key);
    if (!facts) this.mailings.set(key, (facts = { hasMetadata: false, plain: new Set() }));
    return facts;
  }
}

const placeOf = ({ kind, method }: RequestLine): 'page' | 'press' =>
  kind === 'confirm-post' || method?.toUpperCase() === 'POST' ? 'press' : 'page';
