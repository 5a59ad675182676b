/** Makes the evidence of a request from its headers and its address, which are not kept. Used by apps/click for every click. */
import type { RequestEvidence } from '@linkflow/contracts';
import { addressHash, addressTag, idHash, parseAddress } from './addresses';
import { headerFacts, type HeaderReader } from './header-facts';
import type { Networks } from './networks';
import { RecentClients } from './recent-clients';

export interface EvidenceSettings {
  networks: Networks;
  /** A random number of this process. It keeps the counts by address from being aimed at. */
  seed: number;
  /** Whether tracked URLs begin with https. */
  secure: boolean;
}

/** A request as apps/click sees it. */
export interface SeenRequest {
  header: HeaderReader;
  /** The address of the client as text; undefined if it is not known. */
  address: string | undefined;
  /** Id of the recipient. */
  recipient: string;
  /** Epoch ms. */
  at: number;
  /** Whether the button of a confirm page was pressed. */
  isConfirm: boolean;
  /** What stands behind the token in the URL. */
  suffix?: string;
}

/** Makes evidence, and counts the recipients of each address in memory. */
export class EvidenceMaker {
  private readonly clicks = new RecentClients();
  private readonly presses = new RecentClients();

  constructor(private readonly settings: EvidenceSettings) {}

  make(request: SeenRequest): RequestEvidence {
    const { networks, seed, secure } = this.settings;
    const evidence: RequestEvidence = { h: headerFacts(request.header, secure) };
    if (request.suffix && isScrambled(request.suffix)) evidence.s = true;
    const address = request.address === undefined ? undefined : parseAddress(request.address);
    if (!address) return evidence;
    const network = networks.ofAddress(address);
    if (network) evidence.n = network.id;
    const recipient = idHash(request.recipient);
    evidence.g = addressTag(address, recipient);
    const event = { address: addressHash(address, seed), recipient, at: request.at };
    const others = request.isConfirm ? this.clicks.of(event) : this.clicks.add(event);
    if (others > 0) evidence.c = others;
    const pressed = request.isConfirm ? this.presses.add(event) : 0;
    if (pressed > 0) evidence.p = pressed;
    return evidence;
  }
}

/** Names of parameters that mail programs, chat programs and campaign tools append to links. */
const APPENDED = [
  'utm_',
  'fbclid',
  'gclid',
  'msclkid',
  'mc_',
  '_hs',
  'mkt_tok',
  'igsh',
  'ref',
  'si',
  'vero_',
  'oly_',
];

/** Ends of sentences, quotation marks and brackets, also encoded for URLs (Latin and UTF-8) or HTML. */
const PUNCTUATION =
  /^(?:[\s.,;:!?'"<>()[\]{}*_~/\\|=&#\u2019\u201d\u00bb-]|%(?:2[0-9c-f]|3[a-f]|5[b-f]|7[b-e]|e2%80%[89a-f]{2}|c2%a0|c2%bb)|&(?:amp|gt|lt|quot|nbsp|#39);)*$/i;

/**
 * Whether the text behind a tracked URL is something that no mail program appends. Punctuation and parameters of campaigns are usual; scanners
 * append or change random characters to see a page without spending a link.
 */
export function isScrambled(suffix: string): boolean {
  if (PUNCTUATION.test(suffix)) return false;
  const parameters = suffix.replace(/^[?&/#]+/, '').split('&');
  return !parameters.every((part) => APPENDED.some((name) => part.toLowerCase().startsWith(name)));
}
