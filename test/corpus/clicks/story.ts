import type { Agent } from './agents-of-machines';
import { LANGUAGES, type Browser, type Visit } from './browsers';
import type { ClickRequest, LinkGroup, Part, Sender } from './delivery';
import type { Draw } from './draw';
import { addressIn, neighbourOf, type Address, type NetworkName } from './networks';

/** A kind of delivery with its parameters. A generator tells it several times, each time with other values. */
export interface Family {
  name: string;
  /** Where the behaviour is published. */
  source: string;
  part: Part;
  /** The groups of messages that it is told for; all by default. */
  groups?: readonly LinkGroup[];
  /** How many deliveries a group gets; 20 by default, and half of it for messages with many links, which have many requests. */
  count?: number;
  /** Whether the message has a link with a confirm page: the first one. By default one message in four has one. */
  confirm?: boolean;
  hidden?: boolean;
  indistinguishable?: true;
  plainHttp?: true;
  tell(draw: Draw, mail: Mail): Step[];
}

/** What the families need to know of a message. */
export interface Mail {
  links: number;
  hasHidden: boolean;
  confirmLinks: number[];
  /** An address of a gateway or an office that several recipients of the mailing share. */
  sharedAddress(network: NetworkName): Address;
}

/** A request and who sent it. */
export interface Step {
  request: ClickRequest;
  sender: Sender;
}

/** A client that opens links: a person with a browser, or a machine with an agent, at an address. */
export interface Client {
  sender: Sender;
  headers(from: Visit['from']): Record<string, string>;
  address: Address;
}

export interface PersonOptions {
  browsers: readonly Browser[];
  networks: readonly NetworkName[];
  /** False: the installation is reached over plain http. */
  secure?: boolean;
}

export function drawPerson(draw: Draw, { browsers, networks, secure = true }: PersonOptions): Client {
  const browser = draw.pick(browsers);
  const language = draw.pick(LANGUAGES);
  return {
    sender: 'person',
    headers: (from) => browser.headers({ from, secure, language }),
    address: addressIn(draw, draw.pick(networks)),
  };
}

interface MachineOptions {
  agents: readonly Agent[];
  networks: readonly NetworkName[];
  secure?: boolean;
}

/** Two machines in three come from one of the few addresses that the service uses for the mailing. */
export function drawMachine(
  draw: Draw,
  mail: Mail,
  { agents, networks, secure = true }: MachineOptions,
): Client {
  const agent = draw.pick(agents);
  const network = draw.pick(networks);
  return {
    sender: 'machine',
    headers: (from) => agent.headers({ from, secure, language: LANGUAGES[2] }),
    address: draw.chance(0.67) ? mail.sharedAddress(network) : addressIn(draw, network),
  };
}

/** The same client at another address of its network, as scanners with many machines have. */
export function elsewhere(draw: Draw, client: Client): Client {
  return { ...client, address: neighbourOf(draw, client.address) };
}

export interface Opening {
  t: number;
  link: number;
  from?: Visit['from'];
  suffix?: string;
}

/** Opens a link. */
export function open(client: Client, { t, link, from = 'app', suffix }: Opening): Step {
  return step(client, {
    t,
    link,
    method: 'GET',
    kind: 'get',
    headers: client.headers(from),
    ...(suffix !== undefined && suffix !== '' && { suffix }),
  });
}

/** Asks for the headers of a link. */
export function probe(client: Client, { t, link }: Opening): Step {
  return step(client, { t, link, method: 'HEAD', kind: 'head', headers: client.headers('app') });
}

/** Presses the button of a confirm page. */
export function press(client: Client, { t, link }: Opening): Step {
  return step(client, { t, link, method: 'POST', kind: 'confirm-post', headers: client.headers('form') });
}

function step(client: Client, request: Omit<ClickRequest, keyof Address>): Step {
  const rounded = Math.round(request.t * 1_000) / 1_000;
  return { sender: client.sender, request: { ...request, t: rounded, ...client.address } };
}

/** The same steps, later. */
export function delayed(steps: Step[], seconds: number): Step[] {
  return steps.map(({ request, sender }) => ({
    sender,
    request: { ...request, t: Math.round((request.t + seconds) * 1_000) / 1_000 },
  }));
}

export interface Sweep {
  start: number;
  /** Seconds from one link to the next, from and to. */
  gap: [number, number];
  /** `all` links in a random or the given order; `some`: from two links to nearly all; `first`: only the first. */
  which: 'all' | 'some' | 'first';
  /** How often each link is opened. */
  times?: number;
  /** Whether each request comes from another address of the network. */
  spread?: boolean;
  /** Whether the client asks for the headers first. */
  probes?: boolean;
  /** Draws the text that is appended to the tracked URL; '' for none. */
  suffix?: (draw: Draw) => string;
}

/** Opens the links of a message, as scanners do. */
export function sweep(draw: Draw, mail: Mail, client: Client, options: Sweep): Step[] {
  const { gap, times = 1, spread = false, probes = false, suffix } = options;
  let t = options.start;
  const steps: Step[] = [];
  for (const link of linksOf(draw, mail, options.which)) {
    for (let time = 0; time < times; time += 1) {
      const sender = spread ? elsewhere(draw, client) : client;
      if (probes) {
        steps.push(probe(sender, { t, link }));
        t += draw.between(0.05, 0.6);
      }
      steps.push(open(sender, { t, link, suffix: suffix?.(draw) }));
      t += draw.between(...gap);
    }
  }
  return steps;
}

function linksOf(draw: Draw, mail: Mail, which: Sweep['which']): number[] {
  const all = Array.from({ length: mail.links }, (_, link) => link);
  if (which === 'first' || mail.links === 1) return all.slice(0, 1);
  const links = draw.chance(0.5) ? all : draw.shuffled(all);
  if (which === 'some') return links.slice(0, draw.integer(2, Math.max(2, mail.links - 1)));
  return mail.hasHidden ? [...links, -1] : links;
}

/** Draws the link that a person chooses. The first ones are chosen more often. */
export function chosenLink(draw: Draw, mail: Mail): number {
  return Math.floor(mail.links * draw.unit() ** 1.6);
}

/** A person opens a link and, if it has a confirm page, mostly presses its button. */
export function visit(
  draw: Draw,
  person: Client,
  { t, link, mail, pause }: { t: number; link: number; mail: Mail; pause: number },
): Step[] {
  const from = draw.chance(0.65) ? 'app' : 'webmail';
  const opened = open(person, { t, link, from });
  if (!mail.confirmLinks.includes(link) || draw.chance(0.15)) return [opened];
  return [opened, press(person, { t: t + pause, link })];
}
