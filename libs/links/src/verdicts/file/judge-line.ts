/** Judges one line of a file of deliveries. */
import type { RequestEvidence, Strictness, Verdict } from '@linkflow/contracts';
import { addressTag, idHash, parseAddress } from '../addresses';
import { agentClass } from '../agents';
import type { Delivery, DeliveryRequest } from '../delivery';
import { isScrambled } from '../evidence';
import { judge, judgeSettled } from '../judge';
import type { Networks } from '../networks';
import { headersOf, kindOf, networkOf, type DeliveryLine, type RequestLine } from './delivery-line';
import type { ClientCounts } from './file-facts';
import type { RecordedHeaders } from './recorded-headers';

/** What is printed for a delivery. The arrays have the order of its requests. */
export interface JudgedLine {
  id: DeliveryLine['id'];
  /** The verdict on each request when it came, before it settled. */
  came: Verdict[];
  /** The first verdict that decides about costly steps: when it came, or after it settled. */
  first: Verdict[];
  /** The verdict on each request at the end. */
  final: Verdict[];
  /** The codes of the signals at the end. */
  signals: string[][];
}

export interface LineOptions {
  networks: Networks;
  strictness?: Strictness;
  headers: RecordedHeaders;
  /** How long requests settle that look like a person's, ms. */
  settleMs: number;
}

const HIDDEN = '-1';

export function judgeLine(
  line: DeliveryLine,
  counts: readonly ClientCounts[],
  options: LineOptions,
): JudgedLine {
  const places = line.requests.map((_request, place) => place);
  places.sort((a, b) => (line.requests[a]?.t ?? 0) - (line.requests[b]?.t ?? 0) || a - b);
  const requests = places.flatMap((place) => {
    const request = line.requests[place];
    return request ? [requestOf(request, { line, counts: counts[place], options })] : [];
  });
  const delivery: Delivery = {
    deliveredAt: line.delivered_at === null ? null : line.delivered_at * 1000,
    linksInMail: line.links_in_mail,
    hiddenLink: HIDDEN,
    requests,
  };
  const { came, settled: first } = judgeSettled(delivery, options, options.settleMs);
  const final = judge(delivery, options);
  /** From the order of time to the order of the line. */
  const inOrder = <T>(values: readonly T[]): T[] => {
    const placed: T[] = [];
    for (const [index, place] of places.entries()) {
      const value = values[index];
      if (value !== undefined) placed[place] = value;
    }
    return placed;
  };
  return {
    id: line.id,
    came: inOrder(came.map(({ verdict }) => verdict)),
    first: inOrder(first.map(({ verdict }) => verdict)),
    final: inOrder(final.map(({ verdict }) => verdict)),
    signals: inOrder(final.map(({ signals }) => signals.map(({ code }) => code))),
  };
}

interface RequestContext {
  line: DeliveryLine;
  counts: ClientCounts | undefined;
  options: LineOptions;
}

function requestOf(request: RequestLine, { line, counts, options }: RequestContext): DeliveryRequest {
  const agent = agentClass(headersOf(request).get('user-agent'));
  const h = options.headers.complete(line, request, agent);
  const evidence: RequestEvidence = { h };
  const network = networkOf(request, options.networks);
  if (network) evidence.n = network.id;
  const address = request.ip ? parseAddress(request.ip) : undefined;
  if (address) evidence.g = addressTag(address, idHash(String(line.id)));
  if (counts?.clicks) evidence.c = counts.clicks;
  if (counts?.presses) evidence.p = counts.presses;
  if (request.suffix && isScrambled(request.suffix)) evidence.s = true;
  const kind = kindOf(request, h);
  return {
    at: request.t * 1000,
    link: String(request.link),
    kind,
    ...((kind === 'confirm' || line.confirm_links.includes(request.link)) && { asksToConfirm: true }),
    evidence,
    agent,
  };
}
