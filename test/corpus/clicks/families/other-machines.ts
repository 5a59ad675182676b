import {
  EMPTY_AGENT,
  OTHER_PREFETCHERS,
  PREFETCHERS,
  PREVIEWS,
  TOOLS,
  OTHER_TOOLS,
  betterPretender,
  disguisedChromium,
  headless,
  perfectChrome,
  pretender,
  type Agent,
} from '../agents-of-machines';
import type { Part } from '../delivery';
import { personDelay } from '../draw';
import type { NetworkName } from '../networks';
import { chosenLink, drawMachine, drawPerson, elsewhere, open, sweep, type Family } from '../story';
import { anybody, reads } from './people';

/** Machines that come later than a delivery scan, or because somebody shares a link. */
interface Machine {
  source: string;
  part: Part;
  agents: Agent[];
  networks: NetworkName[];
}

const INVESTIGATORS: Machine[] = [
  {
    // Automated investigation crawls the addresses when an alert fires, often hours after delivery.
    source: 'check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern',
    part: 'open',
    agents: [pretender('110.0.5481.77'), disguisedChromium(131, 131)],
    networks: ['microsoftCloud', 'microsoftEop'],
  },
  {
    // Opened hundreds of times with different devices in three days; links sent to VirusTotal and other services.
    source:
      'github.com/gophish/gophish/issues/1559, phishgrid.com/kb/handling-and-preventing-false-positives',
    part: 'held-out',
    agents: [
      headless(119),
      EMPTY_AGENT,
      betterPretender('103.0.0.0'),
      pretender('91.0.4472.124', 'X11; Linux x86_64'),
      ...OTHER_TOOLS,
    ],
    networks: ['googleCloud', 'digitalOcean', 'hetzner', 'trendMicro'],
  },
];

const investigation = ({ source, part, agents, networks }: Machine): Family => ({
  name: 'investigation hours later',
  source,
  part,
  tell(draw, mail) {
    const machine = drawMachine(draw, mail, { agents, networks });
    const start = draw.logBetween(1_800, 200_000);
    const steps = sweep(draw, mail, machine, { start, which: 'some', gap: [0.5, 20], spread: true });
    if (part === 'open') return steps;
    // The same links again, by other machines of the service, hours later.
    const again = drawMachine(draw, mail, { agents, networks });
    return [
      ...steps,
      ...sweep(draw, mail, again, { start: start + draw.between(600, 9_000), which: 'first', gap: [1, 2] }),
    ];
  },
});

const investigationAndPerson = (machine: Machine): Family => ({
  name: 'investigation and the person',
  source: machine.source,
  part: machine.part,
  tell(draw, mail) {
    const person = reads(draw, mail, drawPerson(draw, anybody(machine.part)), personDelay(draw));
    return [...investigation(machine).tell(draw, mail), ...person];
  },
});

/** A person reports the message in Outlook or sends it to a ticket system. A machine then opens its links. */
const REPORTERS: Machine[] = [
  {
    source: 'github.com/gophish/gophish/issues/3317 (Report Phishing in Outlook)',
    part: 'open',
    agents: [pretender('101.0.4951.64'), betterPretender('114.0.0.0')],
    networks: ['microsoftCloud', 'microsoftEop'],
  },
  {
    source:
      'support.metacompliance.com/hc/en-gb/articles/13056444972817, github.com/gophish/gophish/issues/2853',
    part: 'held-out',
    agents: [...TOOLS.slice(0, 2), headless(128), betterPretender('119.0.0.0')],
    networks: ['aws', 'digitalOcean', 'ovh'],
  },
];

const trainingTool = ({ source, part, agents, networks }: Machine): Family => ({
  name: 'security-training tool',
  source,
  part,
  tell(draw, mail) {
    const machine = drawMachine(draw, mail, { agents, networks });
    const start = draw.logBetween(120, 30_000);
    return sweep(draw, mail, machine, { start, which: 'all', gap: [0.05, 2], times: draw.integer(1, 2) });
  },
});

const PREFETCHING: Machine[] = [
  {
    source: 'lionralfs.dev/blog/exploring-the-usage-of-prefetch-headers',
    part: 'open',
    agents: PREFETCHERS,
    networks: ['telenor', 'comcast', 'bt'],
  },
  {
    source:
      'github.com/gophish/gophish/issues/2961 (iPhones open links), kiwix: stackoverflow 2030947 (X-Purpose)',
    part: 'held-out',
    agents: OTHER_PREFETCHERS,
    networks: ['telia', 'deutscheTelekom', 'tmobile'],
  },
];

const prefetch = ({ source, part, agents, networks }: Machine): Family => ({
  name: 'prefetch by a mail app',
  source,
  part,
  tell(draw, mail) {
    const app = drawMachine(draw, mail, { agents, networks });
    const link = chosenLink(draw, mail);
    const t = personDelay(draw);
    const before = open(app, { t, link });
    if (draw.chance(0.4)) return [before];
    const person = { ...drawPerson(draw, anybody(part)), address: app.address };
    return [before, open(person, { t: t + draw.logBetween(0.5, 60), link })];
  },
});

const CHATS: Machine[] = [
  {
    source: 'api.slack.com/robots, netspinnr.com/blog (why every link shared in Slack is opened)',
    part: 'open',
    agents: [PREVIEWS.slack, PREVIEWS.telegram],
    networks: ['aws'],
  },
  {
    source: 'opengraphplus.com/consumers/teams/crawling',
    part: 'held-out',
    agents: [PREVIEWS.teams],
    networks: ['microsoftCloud'],
  },
  {
    source: 'github.com/warmbly/warmbly/pull/298 (chat link previews)',
    part: 'held-out',
    agents: [PREVIEWS.whatsApp, PREVIEWS.facebook, PREVIEWS.discord],
    networks: ['facebook', 'googleCloud'],
  },
];

/** The recipient, who mostly opened the link before, pastes it into a chat; the chat opens it, and somebody there may, too. */
const chat = ({ source, part, agents, networks }: Machine): Family => ({
  name: 'chat preview',
  source,
  part,
  tell(draw, mail) {
    const link = chosenLink(draw, mail);
    const t = personDelay(draw);
    const preview = drawMachine(draw, mail, { agents, networks });
    const shared = t + draw.logBetween(10, 600);
    const steps = [open(preview, { t: shared, link })];
    if (draw.chance(0.7)) steps.push(open(drawPerson(draw, anybody(part)), { t, link }));
    if (draw.chance(0.5))
      steps.push(open(elsewhere(draw, preview), { t: shared + draw.between(0.1, 3), link }));
    if (draw.chance(0.3)) {
      steps.push(
        open(drawPerson(draw, anybody(part)), {
          t: shared + draw.logBetween(5, 4_000),
          link,
          from: 'webmail',
        }),
      );
    }
    return steps;
  },
});

/** One request of a scanner at a time when nobody scans any more, with a browser's headers: known only by its network. */
const lateSingle = (part: Part): Family => ({
  name: 'single late check',
  source:
    part === 'open'
      ? 'learn.microsoft.com/en-us/answers/a/12221247 (clicks from Microsoft addresses without a user)'
      : 'github.com/warmbly/warmbly/pull/438 (Barracuda), github.com/warmbly/warmbly/pull/526 (Cisco)',
  part,
  tell(draw, mail) {
    const networks: NetworkName[] = part === 'open' ? ['microsoftEop'] : ['barracuda', 'cisco'];
    const agents =
      part === 'open' ? [perfectChrome(138)] : [perfectChrome(141), betterPretender('127.0.0.0')];
    const machine = drawMachine(draw, mail, { agents, networks });
    return [open(machine, { t: draw.logBetween(900, 90_000), link: chosenLink(draw, mail) })];
  },
});

export const OTHER_MACHINES: Family[] = [
  ...INVESTIGATORS.map((each) => investigation(each)),
  ...INVESTIGATORS.map((each) => investigationAndPerson(each)),
  ...REPORTERS.map((each) => trainingTool(each)),
  ...PREFETCHING.map((each) => prefetch(each)),
  ...CHATS.map((each) => chat(each)),
  lateSingle('open'),
  lateSingle('held-out'),
];
