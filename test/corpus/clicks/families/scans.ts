import {
  GATEWAYS,
  IMPOSSIBLE,
  NO_AGENT,
  OTHER_TOOLS,
  TOOLS,
  betterPretender,
  disguisedChromium,
  headless,
  perfectChrome,
  pretender,
  type Agent,
} from '../agents-of-machines';
import type { Part } from '../delivery';
import { gatewayDelay, personDelay, readingTime, scanDelay, type Draw } from '../draw';
import type { NetworkName } from '../networks';
import {
  chosenLink,
  drawMachine,
  drawPerson,
  open,
  probe,
  sweep,
  visit,
  type Family,
  type Sweep,
} from '../story';
import { anybody } from './people';

/** A gateway that opens links around delivery. */
export interface Scanner {
  source: string;
  part: Part;
  agents: Agent[];
  networks: NetworkName[];
  delay: (draw: Draw) => number;
  sweep: Omit<Sweep, 'start'>;
}

export const SCANNERS: Scanner[] = [
  {
    // 836 bursts of five clicks or more within a second; some with the agent of Python Requests.
    source: 'github.com/putyourlightson/craft-campaign/issues/546',
    part: 'open',
    agents: [...TOOLS, pretender('120.0.0.0'), betterPretender('118.0.5993.70')],
    networks: ['aws', 'microsoftCloud'],
    delay: scanDelay,
    sweep: { which: 'all', gap: [0.01, 0.2], spread: true },
  },
  {
    // Two GETs from Microsoft's network with old versions of Chrome, before the message reaches the mailbox or within a minute.
    source:
      'github.com/gophish/gophish/issues/2446, /973; check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern',
    part: 'open',
    agents: [
      pretender('79.0.3945.136'),
      pretender('80.0.3987.132'),
      pretender('96.0.4664.110'),
      pretender('57.0.2987.133', 'Windows NT 6.1'),
      NO_AGENT,
    ],
    networks: ['microsoftEop', 'microsoftCloud'],
    delay: (draw) => draw.between(-2, 60),
    sweep: { which: 'all', gap: [0.05, 1.5], times: 2 },
  },
  {
    // Opens all links while it filters the message.
    source: 'wordtothewise.com/2013/07/barracuda-filters-clicking-all-links',
    part: 'open',
    agents: [GATEWAYS.barracuda, GATEWAYS.barracudaSentinel, betterPretender('109.0.5414.87')],
    networks: ['barracuda', 'aws'],
    delay: gatewayDelay,
    sweep: { which: 'all', gap: [0.02, 0.8] },
  },
  {
    // A cluster within one to five minutes in a message with seven links; most other messages have one link.
    source: 'github.com/anymail/django-anymail/issues/200',
    part: 'open',
    agents: [betterPretender('84.0.4147.105'), headless(120)],
    networks: ['aws', 'googleCloud'],
    delay: (draw) => draw.logBetween(20, 300),
    sweep: { which: 'some', gap: [0.1, 1.2], spread: true },
  },
  {
    // Hits with agents, systems and addresses of scanners: same second for delivery and click, browsers that nobody in the office uses.
    source: 'support.knowbe4.com/hc/en-us/articles/360059091413, success.phishinsight.trendmicro.com',
    part: 'open',
    agents: [...IMPOSSIBLE, pretender('41.0.2228.0', 'Windows NT 6.1; WOW64')],
    networks: ['aws', 'ovh'],
    delay: (draw) => draw.between(0, 8),
    sweep: { which: 'all', gap: [0.2, 1] },
  },
  {
    source: 'github.com/mautic/mautic/issues/16263 (Proofpoint URL Defense)',
    part: 'held-out',
    agents: [GATEWAYS.proofpoint, disguisedChromium(138, 124), betterPretender('121.0.6167.85')],
    networks: ['proofpoint', 'proofpointEurope', 'aws'],
    delay: scanDelay,
    sweep: { which: 'all', gap: [0.8, 4], spread: true },
  },
  {
    source: 'github.com/mautic/mautic/issues/16263 (Mimecast), electricalcertificates.co.uk/elementor-4741',
    part: 'held-out',
    agents: [pretender('131.0.0.0'), betterPretender('126.0.0.0'), OTHER_TOOLS[0] as Agent],
    networks: ['mimecast', 'mimecastEurope'],
    delay: (draw) => draw.logBetween(2, 180),
    sweep: { which: 'all', gap: [0.3, 2], probes: true },
  },
  {
    source: 'check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect (Cisco)',
    part: 'held-out',
    agents: [GATEWAYS.cisco, pretender('112.0.5615.49')],
    networks: ['cisco', 'aws'],
    delay: (draw) => draw.between(-6, 20),
    sweep: { which: 'some', gap: [0.1, 3] },
  },
  {
    // Seconds after delivery, at four in the morning too, with an agent of Chrome on Windows 10.
    source: 'github.com/gophish/gophish/issues/2115 (Trend Micro Cloud App Security)',
    part: 'held-out',
    agents: [GATEWAYS.trendMicro, pretender('88.0.4324.150'), disguisedChromium(140, 133)],
    networks: ['trendMicro', 'aws'],
    delay: (draw) => draw.between(3, 40),
    sweep: { which: 'all', gap: [1, 6] },
  },
  {
    // Two reads of each link in quick succession, from AWS and from Cogent.
    source: 'github.com/onetimesecret/onetimesecret/issues/359',
    part: 'held-out',
    agents: [betterPretender('123.0.6312.86'), headless(126), ...OTHER_TOOLS],
    networks: ['aws', 'cogent'],
    delay: (draw) => draw.logBetween(4, 240),
    sweep: { which: 'all', gap: [0.1, 2], times: 2, spread: true },
  },
  {
    // Google opens links while it checks a message.
    source: 'github.com/postalsys/emailengine/pull/349',
    part: 'held-out',
    agents: [GATEWAYS.google, pretender('115.0.0.0', 'X11; Linux x86_64')],
    networks: ['google'],
    delay: (draw) => draw.logBetween(2, 60),
    sweep: { which: 'some', gap: [0.1, 1.5] },
  },
  {
    source: 'mycommunity.validity.com/t5/sender-certification (Check Point), suped.com (Fortinet, Sophos)',
    part: 'held-out',
    agents: [disguisedChromium(144, 131), pretender('134.0.0.0')],
    networks: ['checkPoint', 'fortinet', 'hetzner'],
    delay: (draw) => draw.logBetween(6, 600),
    sweep: { which: 'some', gap: [0.5, 5] },
  },
];

const scan = (scanner: Scanner): Family => ({
  name: 'delivery scan',
  source: scanner.source,
  part: scanner.part,
  tell: (draw, mail) =>
    sweep(draw, mail, drawMachine(draw, mail, scanner), { ...scanner.sweep, start: scanner.delay(draw) }),
});

/** The scanner first, the person minutes to days later. */
const scanThenPerson = (scanner: Scanner): Family => ({
  name: 'delivery scan, then the person',
  source: scanner.source,
  part: scanner.part,
  count: 30,
  tell(draw, mail) {
    const start = scanner.delay(draw);
    const steps = sweep(draw, mail, drawMachine(draw, mail, scanner), { ...scanner.sweep, start });
    const last = Math.max(...steps.map(({ request }) => request.t));
    const t = Math.max(personDelay(draw), last + draw.logBetween(20, 400));
    const person = drawPerson(draw, anybody(scanner.part));
    return [
      ...steps,
      ...visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause: readingTime(draw) }),
    ];
  },
});

/** Two gateways, one after the other, and then the person: a filter in front of Microsoft 365, for example. */
const twoScansThenPerson = (part: Part): Family => ({
  name: 'two delivery scans, then the person',
  source:
    part === 'open'
      ? 'github.com/gophish/gophish/issues/2115 (Microsoft 365 behind another filter)'
      : 'mycommunity.validity.com/t5/sender-certification (filters of recipients, by their MX records)',
  part,
  tell(draw, mail) {
    const scanners = draw.shuffled(SCANNERS.filter((each) => each.part === part)).slice(0, 2);
    const steps = scanners.flatMap((scanner) =>
      sweep(draw, mail, drawMachine(draw, mail, scanner), { ...scanner.sweep, start: scanner.delay(draw) }),
    );
    const last = Math.max(...steps.map(({ request }) => request.t));
    const person = drawPerson(draw, anybody(part));
    const t = Math.max(personDelay(draw), last + draw.logBetween(15, 200));
    return [
      ...steps,
      ...visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause: readingTime(draw) }),
    ];
  },
});

/** A delivery scan at an installation without encryption, where browsers send less, too. */
const scanOverHttp = (scanner: Scanner): Family => ({
  name: 'delivery scan at an installation with plain http',
  source: scanner.source,
  part: scanner.part,
  count: 6,
  plainHttp: true,
  tell(draw, mail) {
    const client = drawMachine(draw, mail, { ...scanner, secure: false });
    return sweep(draw, mail, client, { ...scanner.sweep, start: scanner.delay(draw) });
  },
});

/** One address asks only for headers, as Outlook did before it opened the link. */
const HEAD_PROBES: Family[] = (
  [
    ['github.com/nitinsh06/Django-Verify-Email/pull/62', 'open', 'microsoftCloud', GATEWAYS.office],
    ['github.com/better-auth/better-auth/issues/9690', 'held-out', 'aws', pretender('130.0.0.0')],
  ] as const
).map(([source, part, network, agent]) => ({
  name: 'HEAD probe',
  source,
  part,
  tell(draw, mail) {
    const scanner = drawMachine(draw, mail, { agents: [agent], networks: [network] });
    const start = draw.logBetween(1, 90);
    const steps = sweep(draw, mail, scanner, { start, which: 'all', gap: [0.1, 1], probes: true });
    return draw.chance(0.5) ? steps.filter(({ request }) => request.kind === 'head') : steps;
  },
}));

/** One program asks for the headers, another one, with a complete browser, opens the page a moment later from the same network. */
const probeAndBrowser = (part: Part): Family => ({
  name: 'HEAD probe by another program',
  source:
    part === 'open'
      ? 'github.com/nitinsh06/Django-Verify-Email/pull/62 (HEAD before GET); two programs: assumed'
      : 'github.com/better-auth/better-auth/issues/9690 (HEAD before GET); two programs: assumed',
  part,
  count: 10,
  groups: ['1'],
  tell(draw, mail) {
    const network = part === 'open' ? 'aws' : 'ovh';
    const tool = drawMachine(draw, mail, {
      agents: part === 'open' ? TOOLS : OTHER_TOOLS,
      networks: [network],
    });
    const browser = {
      ...drawMachine(draw, mail, { agents: [perfectChrome(150)], networks: [network] }),
      address: tool.address,
    };
    const start = scanDelay(draw);
    return [probe(tool, { t: start, link: 0 }), open(browser, { t: start + draw.between(0.3, 8), link: 0 })];
  },
});

/** A complete browser opens every link of a long message, one after the other, as slowly as it loads the pages. */
const slowSweep = (part: Part): Family => ({
  name: 'slow sweep of every link',
  source:
    part === 'open'
      ? 'assumed, no report: a page takes up to half a minute to load'
      : 'assumed, no report: pages are opened one after the other',
  part,
  count: 12,
  groups: ['5–30'],
  tell(draw, mail) {
    const networks: NetworkName[] = part === 'open' ? ['aws', 'hetzner'] : ['googleCloud', 'digitalOcean'];
    const client = drawMachine(draw, mail, { agents: [perfectChrome(151)], networks });
    return sweep(draw, mail, client, { start: scanDelay(draw), which: 'all', gap: [5, 25] });
  },
});

/** The scanner changes the address: adds a quote as SQL tests do, or letters in place of parameters. */
const SCRAMBLED: Family[] = (
  [
    ['github.com/gophish/gophish/issues/973', 'open', 'microsoftEop', ['%27/', '%27', '']],
    [
      'github.com/mautic/mautic/issues/9798',
      'held-out',
      'trendMicro',
      ['?dgz=pqr', '&hgz_fbhepr=a', '/..', ''],
    ],
  ] as const
).map(([source, part, network, suffixes]) => ({
  name: 'scrambled query',
  source,
  part,
  tell(draw, mail) {
    const agents =
      part === 'open' ? [pretender('57.0.2987.133', 'Windows NT 6.1')] : [betterPretender('122.0.0.0')];
    const scanner = drawMachine(draw, mail, { agents, networks: [network] });
    const suffix = (): string => draw.pick(suffixes);
    return sweep(draw, mail, scanner, {
      start: scanDelay(draw),
      which: 'some',
      gap: [0.02, 2],
      times: 2,
      suffix,
    });
  },
}));

export const SCANS: Family[] = [
  ...SCANNERS.map((scanner) => scan(scanner)),
  ...SCANNERS.map((scanner) => scanThenPerson(scanner)),
  ...SCANNERS.map((scanner) => scanOverHttp(scanner)),
  twoScansThenPerson('open'),
  twoScansThenPerson('held-out'),
  ...HEAD_PROBES,
  probeAndBrowser('open'),
  probeAndBrowser('held-out'),
  slowSweep('open'),
  slowSweep('held-out'),
  ...SCRAMBLED,
];
