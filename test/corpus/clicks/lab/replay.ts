import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickRequest, Delivery } from '../delivery';
import { CONFIRM_NODE, type Delivered } from './scene';

export interface ReplayOptions {
  /** Where apps/click listens. */
  clickUrl: string;
  /** The first seconds after delivery, which pass as they are. */
  keepSeconds: number;
  /** Longest gap between requests after that, seconds. */
  longestGap: number;
}

/**
 * Shortens times: the first seconds stay, so do short gaps, because delays after delivery and bursts are what verdicts rest on; gaps of
 * minutes to days become the longest gap. Verdicts that rest on a request being late can differ from those of `npm run clicks:judge`.
 */
export function shortened(
  times: number[],
  { keepSeconds, longestGap }: Pick<ReplayOptions, 'keepSeconds' | 'longestGap'>,
): number[] {
  let before = 0;
  let now = 0;
  return times.map((t) => {
    if (t <= keepSeconds) now = t;
    else if (before <= keepSeconds) now = Math.max(keepSeconds, now) + Math.min(t - keepSeconds, longestGap);
    else now += Math.min(t - before, longestGap);
    before = t;
    return now;
  });
}

/** Sends the requests of all deliveries, each at its time. Returns by delivery which requests were answered. */
export async function replay<D extends Delivery>(
  delivered: Delivered<D>[],
  options: ReplayOptions,
): Promise<Map<string, boolean[]>> {
  const sent = await Promise.all(
    delivered.map(async ({ delivery, deliveredAt, urls, hiddenUrl }) => {
      const times = shortened(
        delivery.requests.map(({ t }) => t),
        options,
      );
      const answered: boolean[] = [];
      for (const [index, request] of delivery.requests.entries()) {
        await sleep(Math.max(0, deliveredAt + (times[index] ?? 0) * 1_000 - Date.now()));
        answered.push(await ask(request.link < 0 ? hiddenUrl : urls[request.link], request, options));
      }
      return [delivery.id, answered] as const;
    }),
  );
  return new Map(sent);
}

/**
 * Sends one request with exactly its headers, which fetch would add to. Returns false if the message has no such link: hidden links exist only
 * where they are switched on. The address is given in `X-Forwarded-For`, which apps/click must trust from here.
 */
async function ask(
  trackedUrl: string | undefined,
  request: ClickRequest,
  { clickUrl }: ReplayOptions,
): Promise<boolean> {
  if (trackedUrl === undefined) return false;
  const url = new URL(`${clickUrl}${new URL(trackedUrl).pathname}${request.suffix ?? ''}`);
  const body = request.method === 'POST' ? `n=${CONFIRM_NODE}` : undefined;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const sending = send(url, {
      method: request.method,
      headers: {
        ...request.headers,
        'x-forwarded-for': request.ip,
        ...(body !== undefined && { 'content-length': body.length }),
      },
    });
    sending.once('response', resolve).once('error', reject).end(body);
  });
  response.resume();
  return (response.statusCode ?? 500) < 400;
}
