import { setTimeout as sleep } from 'node:timers/promises';
import { ROUTES, type AgentClass, type RequestEvidence, type Verdict } from '@linkflow/contracts';
import type { ApiClient } from '../../../support';
import type { ClickRequest, Delivery } from '../delivery';
import type { JudgedDelivery } from '../evaluation';
import { pages, type Delivered, type PageRequest } from './scene';

/** What the lab needs of a click. */
export interface SeenClick {
  linkId: string;
  kind: 'click' | 'confirm';
  at: string;
  /** The verdict when the click came, if the system tells it. */
  first?: Verdict;
  verdict: Verdict;
  signals: { code: string }[];
  /** Classes of the request, for the recorder, if the system tells them. */
  evidence?: RequestEvidence;
  agent?: AgentClass;
}

/** Reads the clicks of a recipient with their verdicts, the oldest first. */
export async function clicksOf(api: Pick<ApiClient, 'call'>, recipientId: string): Promise<SeenClick[]> {
  const clicks: SeenClick[] = [];
  const load = (page: PageRequest) => api.call(ROUTES.clicks.list, { query: { ...page, recipientId } });
  for await (const { at, kind, link, verdict, seen, agent } of pages(load)) {
    const { judgement } = verdict;
    clicks.push({
      linkId: link.id,
      kind,
      at,
      verdict: verdict.verdict,
      signals: judgement?.signals ?? [],
      ...(seen && { evidence: seen }),
      ...(agent && { agent }),
    });
  }
  return clicks.toSorted((one, other) => one.at.localeCompare(other.at));
}

export interface Reading {
  /** Which requests were answered, by delivery. */
  answered: ReadonlyMap<string, boolean[]>;
  /** How long the system waits before it judges a click for good, seconds. */
  windowSeconds: number;
}

/** Waits until all clicks are judged for good, and reads their verdicts. */
export async function readVerdicts<D extends Delivery>(
  api: Pick<ApiClient, 'call'>,
  delivered: Delivered<D>[],
  { answered, windowSeconds }: Reading,
): Promise<JudgedDelivery[]> {
  await sleep(windowSeconds * 1_000);
  const judged: JudgedDelivery[] = [];
  for (const { delivery, recipientId } of delivered) {
    const clicks = await clicksOf(api, recipientId);
    judged.push(matched(delivery, answered.get(delivery.id) ?? [], clicks));
  }
  return judged;
}

/** HEAD requests, prefetches and requests for the hidden link are kept as looks and not as clicks. Such requests count as found. */
export const isRecorded = ({ kind, link, headers }: ClickRequest): boolean =>
  link >= 0 &&
  kind !== 'head' &&
  !['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) => name in headers);

/** Gives each recorded request its click. Both are in the order of time. */
export function matched(delivery: Delivery, answered: boolean[], clicks: SeenClick[]): JudgedDelivery {
  const left = [...clicks];
  const seen = delivery.requests.map((request, index) =>
    answered[index] === true && isRecorded(request) ? left.shift() : undefined,
  );
  return {
    id: delivery.id,
    first: seen.map((click) => click?.first ?? click?.verdict ?? 'bot'),
    final: seen.map((click) => click?.verdict ?? 'bot'),
    signals: seen.map((click) => click?.signals.map(({ code }) => code) ?? ['not recorded']),
  };
}
