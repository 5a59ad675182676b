import {
  GATEWAYS,
  NO_AGENT,
  betterPretender,
  disguisedChromium,
  perfectChrome,
  pretender,
  type Agent,
} from '../agents-of-machines';
import { DESKTOP, MOBILE } from '../browsers-of-people';
import type { Part } from '../delivery';
import { fastPersonDelay, personDelay, readingTime } from '../draw';
import type { NetworkName } from '../networks';
import {
  chosenLink,
  delayed,
  drawMachine,
  drawPerson,
  open,
  probe,
  sweep,
  visit,
  type Family,
  type Step,
} from '../story';
import { SCANNERS } from './scans';
import { anybody, reads } from './people';

/** A machine that looks at a link because a person opens it. */
interface Check {
  source: string;
  part: Part;
  agents: Agent[];
  /** `same`: a program on the person's machine, at the person's address. */
  networks: NetworkName[] | 'same';
  /** Seconds from the check to the person's request; negative: the check comes after it. */
  lead: [number, number];
  probes?: boolean;
}

const CHECKS: Check[] = [
  {
    // Paired with the person's click, milliseconds apart, as `Microsoft Office` or without an agent.
    source: 'check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern',
    part: 'open',
    agents: [GATEWAYS.office, NO_AGENT],
    networks: ['microsoftEop', 'microsoftCloud'],
    lead: [0.02, 1.5],
  },
  {
    // A second click 12 s after the person's, from another network and another system.
    source: 'github.com/resend/resend-node/issues/901',
    part: 'open',
    agents: [betterPretender('146.0.0.0'), perfectChrome(146)],
    networks: ['cogent', 'aws'],
    lead: [-20, -4],
  },
  {
    // Outlook asks for the headers a second before the browser opens the page.
    source:
      'github.com/cesargb/laravel-magiclink/issues/96, github.com/nitinsh06/Django-Verify-Email/pull/62',
    part: 'open',
    agents: [GATEWAYS.office, pretender('97.0.4692.99')],
    networks: ['microsoftCloud'],
    lead: [0.3, 2],
    probes: true,
  },
  {
    // The page is scanned while the person waits: about five seconds.
    source: 'support.emerson.edu/hc/en-us/articles/360024413032 (Mimecast URL Protect)',
    part: 'held-out',
    agents: [pretender('128.0.0.0'), disguisedChromium(145, 138)],
    networks: ['mimecast', 'mimecastEurope'],
    lead: [0.8, 6],
  },
  {
    source:
      'answers.securityscientist.net/q/25068 (Proofpoint: analysed in a sandbox at the time of the click)',
    part: 'held-out',
    agents: [GATEWAYS.proofpoint, disguisedChromium(142, 130)],
    networks: ['proofpoint', 'proofpointEurope'],
    lead: [0.4, 5],
  },
  {
    // Software on the person's own machine looks at the page, from the same address.
    source: 'support.knowbe4.com/hc/en-us/articles/360059091413 (endpoint security or antivirus software)',
    part: 'held-out',
    agents: [pretender('109.0.0.0'), NO_AGENT, betterPretender('110.0.0.0')],
    networks: 'same',
    lead: [-3, 1.5],
  },
];

const check = (each: Check): Family => ({
  name: 'check at the time of the click',
  source: each.source,
  part: each.part,
  count: 30,
  tell(draw, mail) {
    const person = drawPerson(draw, anybody(each.part));
    const link = chosenLink(draw, mail);
    const t = draw.chance(0.1) ? fastPersonDelay(draw) : personDelay(draw);
    const networks = each.networks === 'same' ? (['aws'] as const) : each.networks;
    const drawn = drawMachine(draw, mail, { agents: each.agents, networks });
    const machine = each.networks === 'same' ? { ...drawn, address: person.address } : drawn;
    const looks = each.probes === true ? probe : open;
    const at = t - draw.between(...each.lead);
    return [
      looks(machine, { t: at, link }),
      ...visit(draw, person, { t, link, mail, pause: readingTime(draw) }),
    ];
  },
});

/** The gateway scans at delivery and again at the click. */
const scanAndCheck = (each: Check): Family => ({
  name: 'delivery scan, check, then the person',
  source: each.source,
  part: each.part,
  tell(draw, mail) {
    const scanner = draw.pick(SCANNERS.filter(({ part }) => part === each.part));
    const start = scanner.delay(draw);
    const scan = sweep(draw, mail, drawMachine(draw, mail, scanner), { ...scanner.sweep, start });
    const last = Math.max(...scan.map(({ request }) => request.t));
    const later: Step[] = check(each).tell(draw, mail);
    const first = Math.min(...later.map(({ request }) => request.t));
    const shift = Math.max(0, last + 30 - first);
    return [...scan, ...delayed(later, shift)];
  },
});

/** A person whose browser runs at the vendor: the address is the vendor's, the click is the person's. */
interface Isolation {
  source: string;
  part: Part;
  networks: NetworkName[];
}

const ISOLATIONS: Isolation[] = [
  {
    source: 'proofpoint.com/us/legal/trust/browser-email-and-tap-url-isolation',
    part: 'open',
    networks: ['proofpoint'],
  },
  {
    source: 'mimecast.com (Browser Isolation, part of URL Protect)',
    part: 'held-out',
    networks: ['mimecast', 'mimecastEurope'],
  },
  {
    source:
      'menlosecurity.com (isolation in a public cloud), docs.public.analyze.proofpoint.com/analytics/iso',
    part: 'held-out',
    networks: ['menlo', 'proofpointEurope'],
  },
];

const isolated = ({ source, part, networks }: Isolation): Family => ({
  name: 'isolation browser',
  source,
  part,
  tell(draw, mail) {
    const browsers = DESKTOP.filter(({ name }) => /Chrome|Edge/.test(name));
    return reads(draw, mail, drawPerson(draw, { browsers, networks }), personDelay(draw));
  },
});

/** The vendor's gateway scans at delivery, and the person comes from the vendor's network, too. */
const scannedAndIsolated = ({ source, part, networks }: Isolation): Family => ({
  name: 'delivery scan, then the isolation browser',
  source,
  part,
  tell(draw, mail) {
    const agents = [betterPretender('121.0.0.0'), disguisedChromium(138, 124)];
    const scanner = drawMachine(draw, mail, { agents, networks });
    const start = draw.logBetween(3, 200);
    const scan = sweep(draw, mail, scanner, { start, which: 'all', gap: [0.1, 2] });
    const last = Math.max(...scan.map(({ request }) => request.t));
    const later = isolated({ source, part, networks }).tell(draw, mail);
    const shift = Math.max(0, last + 60 - Math.min(...later.map(({ request }) => request.t)));
    return [...scan, ...delayed(later, shift)];
  },
});

/** Everybody in the office has one address. What one opens after another looks like one client that opens much. */
const office = (part: Part): Family => ({
  name: 'office behind one address',
  source: 'help.forcepoint.com/websec (proxied connections: one address for an office)',
  part,
  tell(draw, mail) {
    const address = mail.sharedAddress(
      part === 'open' ? 'officeFibre' : draw.pick(['university', 'zscaler'] as const),
    );
    const somebody = { ...anybody(part), browsers: DESKTOP };
    const first = { ...drawPerson(draw, somebody), address };
    const steps = reads(draw, mail, first, personDelay(draw));
    if (draw.chance(0.5)) return steps;
    // A colleague at the same address reads the message that was forwarded.
    const colleague = { ...drawPerson(draw, somebody), address };
    const last = Math.max(...steps.map(({ request }) => request.t));
    return [...steps, ...reads(draw, mail, colleague, last + draw.logBetween(20, 7_200))];
  },
});

/** The recipient forwards the message, and others open its links: other people, in other networks. */
const forwarded = (part: Part): Family => ({
  name: 'forwarded message',
  source: 'support.knowbe4.com/hc/en-us/articles/360059091413 (messages that are forwarded)',
  part,
  tell(draw, mail) {
    const steps = draw.chance(0.6)
      ? reads(draw, mail, drawPerson(draw, anybody(part)), personDelay(draw))
      : [];
    const start = Math.max(personDelay(draw), ...steps.map(({ request }) => request.t + 120));
    const other = drawPerson(draw, { ...anybody(part), browsers: [...DESKTOP, ...MOBILE] });
    return [...steps, ...reads(draw, mail, other, start)];
  },
});

/** The mail system of the second reader scans the forwarded message, too. */
const forwardedAndScanned = (part: Part): Family => ({
  name: 'forwarded message that is scanned',
  source:
    part === 'open'
      ? 'github.com/gophish/gophish/issues/2853 (forwarded to the ticket system)'
      : 'livingsecurity.com/migration/support (forwarded mail is checked in a sandbox)',
  part,
  tell(draw, mail) {
    const steps = forwarded(part).tell(draw, mail);
    const scanner = draw.pick(SCANNERS.filter((each) => each.part === part));
    const start = Math.max(...steps.map(({ request }) => request.t)) + draw.logBetween(30, 3_000);
    return [...steps, ...sweep(draw, mail, drawMachine(draw, mail, scanner), { ...scanner.sweep, start })];
  },
});

const both = (family: (part: Part) => Family): Family[] => [family('open'), family('held-out')];

export const CLICK_CHECKS: Family[] = [
  ...CHECKS.map((each) => check(each)),
  ...CHECKS.map((each) => scanAndCheck(each)),
  ...ISOLATIONS.map((each) => isolated(each)),
  ...ISOLATIONS.map((each) => scannedAndIsolated(each)),
  ...both(office),
  ...both(forwarded),
  ...both(forwardedAndScanned),
];
