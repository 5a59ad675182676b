/** Machines of the outsiders: what vendors and administrators describe of scanners, retold without a look at the rules. */
import type { Agent } from '../agents-of-machines';
import type { Draw } from '../draw';
import { addressIn, type NetworkName } from '../networks';
import {
  drawMachine,
  elsewhere,
  open,
  press,
  probe,
  sweep,
  type Family,
  type Step,
  type Sweep,
} from '../story';
import {
  NAMED,
  bareChrome,
  copyOfChrome,
  copyOfFirefox,
  drivenChrome,
  drivenSafari,
  scriptedChrome,
} from './strangers';

export type Told = Omit<Family, 'part'>;

interface Scan {
  name: string;
  source: string;
  agents: Agent[];
  networks: NetworkName[];
  start(draw: Draw): number;
  sweep: Omit<Sweep, 'start'>;
  groups?: Family['groups'];
}

const log = (from: number, to: number) => (draw: Draw) => draw.logBetween(from, to);
const even = (from: number, to: number) => (draw: Draw) => draw.between(from, to);

const scan = ({ name, source, agents, networks, start, sweep: how, groups }: Scan): Told => ({
  name,
  source,
  groups,
  tell: (draw, mail) =>
    sweep(draw, mail, drawMachine(draw, mail, { agents, networks }), { ...how, start: start(draw) }),
});

const SCANS: Scan[] = [
  {
    name: 'Barracuda opens all links while it accepts',
    source: 'campus.barracuda.com (Intent Analysis)',
    agents: [copyOfChrome('119.0.0.0'), drivenChrome(138)],
    networks: ['barracuda', 'otherCloud'],
    start: even(-3, 15),
    sweep: { which: 'all', gap: [0.02, 0.5] },
  },
  {
    name: 'Proofpoint opens some links in complete browsers',
    source: 'proofpoint.com (Targeted Attack Protection, predictive sandboxing)',
    agents: [drivenChrome(141), drivenChrome(146, 'Microsoft Edge')],
    networks: ['proofpoint', 'proofpointEurope'],
    start: log(5, 240),
    sweep: { which: 'some', gap: [0.5, 3], spread: true },
  },
  {
    name: 'Mimecast opens each link twice',
    source: 'community.mimecast.com (Targeted Threat Protection – URL Protect)',
    agents: [copyOfChrome('124.0.0.0'), copyOfFirefox(115)],
    networks: ['mimecast', 'smallHoster'],
    start: log(2, 120),
    sweep: { which: 'all', gap: [0.1, 1.5], times: 2 },
  },
  {
    name: 'Cisco asks for headers, then opens',
    source: 'cisco.com (Secure Email: Outbreak Filters, URL rewriting)',
    agents: [bareChrome('110.0.0.0'), copyOfFirefox(102)],
    networks: ['cisco', 'unlistedCloud'],
    start: log(1, 60),
    sweep: { which: 'all', gap: [0.2, 2], probes: true },
  },
  {
    name: 'Trend Micro from an unlisted network',
    source: 'docs.trendmicro.com (Time-of-Click Protection, virtual analyser)',
    agents: [drivenChrome(139), copyOfChrome('121.0.6167.140')],
    networks: ['trendMicro', 'smallHoster'],
    start: log(10, 120),
    sweep: { which: 'all', gap: [0.3, 2.5] },
  },
  {
    name: 'Sophos from its own network',
    source: 'docs.sophos.com (Time of Click URL Protection)',
    agents: [drivenChrome(143), bareChrome('126.0.0.0')],
    networks: ['sophos', 'hornet'],
    start: log(6, 90),
    sweep: { which: 'some', gap: [0.2, 2] },
    groups: ['2–4', '5–30'],
  },
  {
    name: 'complete browser from the address of a home, all links',
    source: 'usefoil.com/learn/puppeteer-bot-detection (residential addresses are for sale)',
    agents: [drivenChrome(150), drivenSafari],
    networks: ['verizon', 'sky', 'telefonica'],
    start: log(15, 200),
    sweep: { which: 'all', gap: [0.3, 3] },
    groups: ['2–4', '5–30'],
  },
  {
    name: 'complete browser from an unlisted network, hours later',
    source: 'learn.microsoft.com (zero-hour auto purge, automated investigation)',
    agents: [drivenChrome(149)],
    networks: ['unlistedCloud', 'smallHoster'],
    start: log(3_600, 20_000),
    sweep: { which: 'all', gap: [0.3, 3] },
    groups: ['5–30'],
  },
  {
    name: 'appliance of a company, at the address of its people',
    source: 'help.zscaler.com (Cloud Sandbox), docs.netskope.com',
    agents: [drivenChrome(147, 'Microsoft Edge')],
    networks: ['headOffice', 'netskopeListed'],
    start: log(10, 150),
    sweep: { which: 'all', gap: [0.2, 2] },
    groups: ['2–4', '5–30'],
  },
  {
    name: 'slow complete browser from a cloud',
    source: 'learn.microsoft.com (Safe Links: asynchronous scan, detonation)',
    agents: [drivenChrome(145, 'Microsoft Edge')],
    networks: ['microsoftCloud', 'otherCloud'],
    start: log(30, 900),
    sweep: { which: 'all', gap: [3, 20] },
  },
  {
    name: 'public scanner of addresses, hours later',
    source: 'urlscan.io/docs, docs.virustotal.com',
    agents: [NAMED.urlscan, NAMED.node, copyOfChrome('133.0.0.0')],
    networks: ['hetzner', 'unlistedCloud', 'googleCloud'],
    start: log(600, 90_000),
    sweep: { which: 'some', gap: [1, 30], spread: true },
  },
  {
    name: 'Google checks links',
    source: 'developers.google.com/search/docs/crawling-indexing (user-triggered fetchers)',
    agents: [copyOfChrome('125.0.6422.142'), drivenChrome(144)],
    networks: ['google', 'googleCloud'],
    start: log(2, 100),
    sweep: { which: 'first', gap: [0.2, 1] },
  },
];

/** Each link from another address and by another browser, as pools of rented home addresses do. */
const pool: Told = {
  name: 'pool of home addresses, another one for each link',
  source: 'blog.crawlex.net/blog/puppeteer-stealth-plugin (rotating residential addresses)',
  groups: ['5–30'],
  tell(draw, mail) {
    const networks: NetworkName[] = ['verizon', 'sky', 'telefonica', 'altibox'];
    const agents = [drivenChrome(150), drivenChrome(151), drivenSafari, drivenChrome(149, 'Microsoft Edge')];
    let t = draw.logBetween(15, 200);
    return Array.from({ length: mail.links }, (_, link) => {
      t += draw.between(0.1, 1.5);
      const client = drawMachine(draw, mail, { agents, networks });
      return open({ ...client, address: addressIn(draw, draw.pick(networks)) }, { t, link });
    });
  },
};

/** Two machines of different services open a link at the same time. */
const doubleFetch: Told = {
  name: 'two services open the link at once',
  source: 'github.com/onetimesecret/onetimesecret/issues/359, resend-node #901',
  tell(draw, mail) {
    const link = draw.integer(0, mail.links - 1);
    const t = draw.logBetween(8, 120);
    const one = drawMachine(draw, mail, {
      agents: [drivenChrome(148)],
      networks: ['unlistedCloud', 'otherCloud'],
    });
    const other = drawMachine(draw, mail, {
      agents: [copyOfFirefox(128), copyOfChrome('131.0.0.0'), drivenSafari],
      networks: ['smallHoster', 'hetzner'],
    });
    return [open(one, { t, link }), open(other, { t: t + draw.between(0.05, 6), link })];
  },
};

/** One GET of a complete browser in a network that no list names, within minutes: that is what a fast person looks like. */
const oneOpening: Told = {
  name: 'one opening by a complete browser in an unlisted network',
  source: 'docs.sophos.com (Time of Click URL Protection)',
  groups: ['1'],
  indistinguishable: true,
  tell(draw, mail) {
    const client = drawMachine(draw, mail, { agents: [drivenChrome(143)], networks: ['sophos', 'verizon'] });
    return [open(client, { t: draw.logBetween(6, 90), link: 0 })];
  },
};

/** A sandbox opens the page and sends its form by script, or presses the button. */
const presses = (name: string, agent: Agent, networks: NetworkName[], pause: [number, number]): Told => ({
  name,
  source: 'github.com/freelawproject/courtlistener/issues/2180, FusionAuth/fusionauth-site pull 2922',
  confirm: true,
  tell(draw, mail) {
    const client = drawMachine(draw, mail, { agents: [agent], networks });
    const t = draw.logBetween(10, 300);
    return [open(client, { t, link: 0 }), press(client, { t: t + draw.between(...pause), link: 0 })];
  },
});

const named = (
  name: string,
  agents: Agent[],
  networks: NetworkName[],
  start: (draw: Draw) => number,
): Told => ({
  name,
  source: 'api.slack.com/robots, opengraphplus.com/consumers/teams, curl.se, uptimerobot.com',
  tell(draw, mail) {
    const client = drawMachine(draw, mail, { agents, networks });
    const link = draw.integer(0, mail.links - 1);
    const steps: Step[] = [];
    for (let t = start(draw), left = draw.integer(1, 4); left > 0; left -= 1) {
      steps.push(open(left % 2 === 0 ? elsewhere(draw, client) : client, { t, link }));
      t += draw.between(0.5, 300);
    }
    return steps;
  },
});

/** The check of one link by HEAD and GET in one program with a browser's agent. */
const linkChecker: Told = {
  name: 'link checker of a server',
  source: 'nitinsh06/Django-Verify-Email pull 62, better-auth #9690 (HEAD before GET)',
  tell(draw, mail) {
    const client = drawMachine(draw, mail, {
      agents: [copyOfChrome('127.0.0.0'), copyOfFirefox(121)],
      networks: ['headOffice', 'smallHoster'],
    });
    const t = draw.logBetween(2, 4_000);
    const link = draw.integer(0, mail.links - 1);
    return [probe(client, { t, link }), open(client, { t: t + draw.between(0.1, 2), link })];
  },
};

export const STRANGE_MACHINES: Told[] = [
  ...SCANS.map((each) => scan(each)),
  pool,
  doubleFetch,
  presses(
    'sandbox that sends forms by script',
    scriptedChrome(149),
    ['unlistedCloud', 'smallHoster'],
    [0.2, 6],
  ),
  presses('sandbox that presses at once', drivenChrome(147), ['verizon', 'unlistedCloud'], [0.05, 0.9]),
  presses('sandbox in a cloud that waits', drivenChrome(150), ['otherCloud', 'microsoftCloud'], [2, 20]),
  named(
    'previews of chats',
    [NAMED.slack, NAMED.teams, NAMED.whatsApp, NAMED.iMessage],
    ['otherCloud', 'altibox'],
    log(60, 40_000),
  ),
  named(
    'monitor that calls',
    [NAMED.curl, NAMED.uptime, NAMED.node],
    ['otherCloud', 'smallHoster', 'altibox'],
    log(30, 80_000),
  ),
  linkChecker,
  oneOpening,
];
