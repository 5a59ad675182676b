/** Deliveries for tests: browsers, machines and their requests, in few words. */
import type { AgentClass, ClickVerdict, RequestEvidence, SignalCode, Strictness } from '@linkflow/contracts';
import { agentClass } from './agents';
import type { Delivery, DeliveryRequest } from './delivery';
import { HEADER, headerFacts, type EvidenceHeader } from './header-facts';
import { judge, judgeAsTheyCame } from './judge';
import { Networks, builtInNetworks } from './networks';

export const networks = new Networks(builtInNetworks);

/** When the mails of the tests were delivered, epoch ms. */
export const DELIVERED_AT = 1_700_000_000_000;

/** A program and where it runs. */
export interface Client {
  agent: AgentClass;
  headers: Partial<Record<EvidenceHeader, string>>;
  /** Tag of the address. */
  g: number;
  /** Id of the network. */
  n?: string;
  secure?: boolean;
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const CHROME = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/150.0.0.0 Safari/537.36`;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

const PAGE = { accept: 'text/html', 'accept-language': 'nb', 'accept-encoding': 'gzip' } as const;
const FETCH = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } as const;

/** Chrome of a person at home. */
export const person: Client = {
  agent: agentClass(CHROME),
  headers: {
    'user-agent': CHROME,
    ...PAGE,
    ...FETCH,
    'sec-fetch-user': '?1',
    'sec-ch-ua': '"Chromium"',
    'sec-ch-ua-platform': '"Windows"',
  },
  g: 1,
};
/** Firefox of another person. */
export const otherPerson: Client = {
  agent: agentClass(FIREFOX),
  headers: { 'user-agent': FIREFOX, ...PAGE, ...FETCH, 'sec-fetch-user': '?1' },
  g: 2,
};
export const phone: Client = {
  agent: agentClass(IPHONE),
  headers: { 'user-agent': IPHONE, ...PAGE, ...FETCH },
  g: 3,
};
/** A complete Chrome in a data centre. */
export const cloudBrowser: Client = { ...person, g: 9, n: 'amazon' };
/** A program that calls itself Chrome and sends few headers. */
export const plainScanner: Client = {
  agent: agentClass(CHROME),
  headers: { 'user-agent': CHROME, accept: '*/*', 'accept-encoding': 'gzip' },
  g: 8,
};

export const evidenceOf = (
  { headers, g, n, secure = true }: Client,
  more: Partial<RequestEvidence> = {},
): RequestEvidence => ({
  h: headerFacts((name) => headers[name], secure),
  g,
  ...(n && { n }),
  ...more,
});

type More = Partial<RequestEvidence> & { without?: (keyof typeof HEADER)[] };

/** A request of a client, seconds after delivery. */
export function request(
  client: Client,
  seconds: number,
  {
    link = 'a',
    kind = 'get',
    without = [],
    ...more
  }: More & { link?: string; kind?: DeliveryRequest['kind'] } = {},
): DeliveryRequest {
  const evidence = evidenceOf(client, more);
  for (const name of without) evidence.h &= ~HEADER[name];
  return { at: DELIVERED_AT + seconds * 1000, link, kind, agent: client.agent, evidence };
}

export const delivery = (requests: DeliveryRequest[], more: Partial<Delivery> = {}): Delivery => ({
  deliveredAt: DELIVERED_AT,
  linksInMail: 1,
  requests: requests.toSorted((a, b) => a.at - b.at),
  ...more,
});

export const verdictsOf = (given: Delivery, strictness?: Strictness) =>
  judge(given, { networks, strictness }).map(({ verdict }) => verdict);

export const firstVerdictsOf = (given: Delivery) =>
  judgeAsTheyCame(given, { networks }).map(({ verdict }) => verdict);

/** The weight of a signal; 0 if the verdict does not have it. */
export const weightOf = (verdict: ClickVerdict | undefined, code: SignalCode): number =>
  verdict?.signals.find((signal) => signal.code === code)?.weight ?? 0;

/** The final verdict on one request that stands alone. */
export const alone = (one: DeliveryRequest, more: Partial<Delivery> = {}): ClickVerdict => {
  const [verdict] = judge(delivery([one], more), { networks });
  if (!verdict) throw new Error('no verdict');
  return verdict;
};
