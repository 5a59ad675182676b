/** The lines of a file of deliveries for `npm run clicks:judge`: one JSON object each. docs/clicks.md describes the format. */
import { z } from 'zod';
import { EVIDENCE_HEADERS, HEADER, headerFacts, type EvidenceHeader } from '../header-facts';
import { parseAddress } from '../addresses';
import type { Network, Networks } from '../networks';

const Seconds = z.number().min(-1e9).max(1e9);

/** A header may be a list if it was sent several times; null is absent. */
const Headers = z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()]));

const RequestLine = z.object({
  /** Seconds after delivery. */
  t: Seconds,
  /** Number of the link; -1 is the hidden link. */
  link: z.number().int(),
  method: z.string().optional(),
  kind: z.enum(['get', 'head', 'prefetch', 'confirm-post']).optional(),
  headers: Headers.default({}),
  ip: z.string().nullish(),
  asn: z.union([z.number(), z.string()]).nullish(),
  /** What published lists say of the address. */
  net_list: z.string().nullish(),
  /** What stood behind the token in the address. */
  suffix: z.string().nullish(),
});
export type RequestLine = z.infer<typeof RequestLine>;

export const DeliveryLine = z.object({
  id: z.union([z.string(), z.number()]),
  links_in_mail: z.number().int().min(0),
  has_hidden_link: z.boolean().default(false),
  confirm_links: z.array(z.number().int()).default([]),
  mailing: z.union([z.string(), z.number()]).nullish(),
  /** When this message was sent, s after the start of its mailing. */
  sent_offset: Seconds.nullish(),
  /** When the mail server accepted the message, s; null if it is not known. */
  delivered_at: Seconds.nullable().default(0),
  requests: z.array(RequestLine).max(100_000),
});
export type DeliveryLine = z.infer<typeof DeliveryLine>;

/** A line that cannot be judged. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
}

/** @throws BadLine with the reason */
export function parseLine(text: string): DeliveryLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadLine(error instanceof Error ? error.message : 'no JSON');
  }
  const { success, data, error } = DeliveryLine.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw new BadLine(issue ? `${issue.path.join('.') || 'line'}: ${issue.message}` : 'not a delivery');
}

/** The kind of a request; its method decides if the line does not name one. */
export function kindOf({ kind, method }: RequestLine, mask: number): 'get' | 'head' | 'prefetch' | 'confirm' {
  const written = method?.toUpperCase();
  if (kind === 'head' || written === 'HEAD') return 'head';
  if (kind === 'confirm-post' || (kind === undefined && written === 'POST')) return 'confirm';
  return kind === 'prefetch' || (mask & HEADER.prefetch) !== 0 ? 'prefetch' : 'get';
}

const NAMES: ReadonlySet<string> = new Set(EVIDENCE_HEADERS);

/** The headers of a request by their names in lower case. */
export function headersOf({ headers }: RequestLine): Map<EvidenceHeader, string> {
  const found = new Map<EvidenceHeader, string>();
  for (const [written, value] of Object.entries(headers)) {
    const name = written.toLowerCase();
    if (value === null || !isEvidenceHeader(name)) continue;
    found.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return found;
}

const isEvidenceHeader = (name: string): name is EvidenceHeader => NAMES.has(name);

export const maskOf = (headers: ReadonlyMap<EvidenceHeader, string>): number =>
  headerFacts((name) => headers.get(name), false);

/** Names the mailing of a delivery. One without a mailing stands alone. */
export const mailingKey = ({ id, mailing }: DeliveryLine): string =>
  mailing === null || mailing === undefined ? `alone:${id}` : `mailing:${mailing}`;

/**
 * The network of a request. A label that names a network decides, unless our ranges or the AS number know more precisely who uses a data
 * centre.
 */
export function networkOf({ ip, asn, net_list }: RequestLine, networks: Networks): Network | undefined {
  const address = ip ? parseAddress(ip) : undefined;
  const byAddress = address && networks.ofAddress(address);
  const number = asn === null || asn === undefined ? Number.NaN : Number(String(asn).replace(/^AS/i, ''));
  const byAsn = Number.isInteger(number) ? networks.ofAsn(number) : undefined;
  const byLabel = net_list ? networks.ofLabel(net_list) : undefined;
  if (byLabel && byLabel.scope !== 'cloud') return byLabel;
  const precise = [byAddress, byAsn].find((network) => network && network.scope !== 'cloud');
  return precise ?? byLabel ?? byAddress ?? byAsn;
}
