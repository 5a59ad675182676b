import {
  betterPretender,
  disguisedChromium,
  headless,
  perfectChrome,
  type Agent,
} from '../agents-of-machines';
import type { Part } from '../delivery';
import { personDelay, readingTime, scanDelay, type Draw } from '../draw';
import type { NetworkName } from '../networks';
import {
  chosenLink,
  drawMachine,
  drawPerson,
  elsewhere,
  open,
  press,
  visit,
  type Client,
  type Family,
  type Mail,
  type Step,
} from '../story';
import { anybody } from './people';

/** A sandbox opens a link in a browser, runs its scripts, follows it, and presses what it finds. */
interface Sandbox {
  source: string;
  part: Part;
  agents: Agent[];
  networks: NetworkName[];
  delay: (draw: Draw) => number;
  /** Seconds until it presses the button of a page. */
  pressAfter: [number, number];
  /** Whether it opens all links or one. */
  all: boolean;
}

const SANDBOXES: Sandbox[] = [
  {
    // Safe Links performs the GET and submits the form.
    source: 'github.com/FusionAuth/fusionauth-site/pull/2922',
    part: 'open',
    agents: [disguisedChromium(125, 125), betterPretender('125.0.0.0')],
    networks: ['microsoftEop', 'microsoftCloud'],
    delay: (draw) => draw.logBetween(4, 120),
    pressAfter: [0.05, 1.2],
    all: true,
  },
  {
    // The page is visited and the session opened from a Microsoft address with a Chrome that is eight versions old.
    source: 'github.com/fleetdm/fleet/issues/26976',
    part: 'open',
    agents: [disguisedChromium(125, 125), perfectChrome(125)],
    networks: ['microsoftCloud'],
    delay: scanDelay,
    pressAfter: [0.3, 2.5],
    all: false,
  },
  {
    // Two GETs 22 s after the message was sent, from Microsoft's network with headless Chrome; the person came four minutes later.
    source: 'github.com/emdash-cms/emdash/issues/3298',
    part: 'open',
    agents: [headless(141), disguisedChromium(145, 141)],
    networks: ['microsoftCloud'],
    delay: (draw) => draw.between(15, 40),
    pressAfter: [0.5, 2],
    all: false,
  },
  {
    // Two hits 134 ms apart, 23 s after sending, by a browser that runs scripts.
    source: 'github.com/KacemMathlouthi/animus/pull/31',
    part: 'held-out',
    agents: [disguisedChromium(147, 140), headless(138)],
    networks: ['googleCloud', 'hetzner', 'aws'],
    delay: (draw) => draw.between(12, 90),
    pressAfter: [0.2, 3],
    all: false,
  },
  {
    // The bot runs the page's scripts like a browser and asks for the same as a person would.
    source:
      'github.com/opencollective/opencollective/issues/3656, github.com/FusionAuth/fusionauth-issues/issues/629',
    part: 'held-out',
    agents: [betterPretender('72.0.3626.109'), disguisedChromium(139, 132)],
    networks: ['microsoftEop', 'microsoftCloud'],
    delay: (draw) => draw.logBetween(2, 300),
    pressAfter: [0.1, 4],
    all: true,
  },
  {
    // Filters that run scripts and press buttons: a captcha was needed in front of the button.
    source:
      'github.com/freelawproject/courtlistener/issues/2180, github.com/MicahParks/magiclinksdev/issues/2',
    part: 'held-out',
    agents: [perfectChrome(140), disguisedChromium(143, 136)],
    networks: ['trendMicro', 'aws', 'ovh'],
    delay: scanDelay,
    pressAfter: [0.4, 6],
    all: true,
  },
];

function detonation(draw: Draw, mail: Mail, sandbox: Sandbox): Step[] {
  const client = drawMachine(draw, mail, sandbox);
  const links = sandbox.all ? Array.from({ length: mail.links }, (_, link) => link) : [0];
  let t = sandbox.delay(draw);
  const steps: Step[] = [];
  for (const link of links) {
    steps.push(...looks(draw, client, { t, link, mail, sandbox }));
    t += draw.between(0.3, 4);
  }
  return steps;
}

/** Opens a link, often twice, and presses the button of its page. */
function looks(
  draw: Draw,
  client: Client,
  { t, link, mail, sandbox }: { t: number; link: number; mail: Mail; sandbox: Sandbox },
): Step[] {
  const steps = [open(client, { t, link })];
  let last = t;
  if (draw.chance(0.5)) {
    last = t + draw.between(0.1, 1.5);
    steps.push(open(elsewhere(draw, client), { t: last, link }));
  }
  if (mail.confirmLinks.includes(link)) {
    steps.push(press(client, { t: last + draw.between(...sandbox.pressAfter), link }));
  }
  return steps;
}

const alone = (sandbox: Sandbox): Family => ({
  name: 'sandbox with script',
  source: sandbox.source,
  part: sandbox.part,
  confirm: true,
  count: 30,
  tell: (draw, mail) => detonation(draw, mail, sandbox),
});

/** The person comes later, mostly to the same page, and presses the button that the sandbox pressed before. */
const thenPerson = (sandbox: Sandbox): Family => ({
  name: 'sandbox with script, then the person',
  source: sandbox.source,
  part: sandbox.part,
  confirm: true,
  count: 30,
  tell(draw, mail) {
    const steps = detonation(draw, mail, sandbox);
    const last = Math.max(...steps.map(({ request }) => request.t));
    const person = drawPerson(draw, anybody(sandbox.part));
    const t = draw.chance(0.3) ? last + draw.between(60, 300) : Math.max(personDelay(draw), last + 60);
    const link = draw.chance(0.7) ? 0 : chosenLink(draw, mail);
    return [...steps, ...visit(draw, person, { t, link, mail, pause: readingTime(draw) })];
  },
});

/**
 * A desktop Chrome with a person's headers that comes once, minutes after delivery, waits as a reader does and presses the button. At the
 * address of a home, as services sell them, or in the network where a vendor also runs browsers of people, no request tells it from one.
 */
const imitation = (name: string, networks: NetworkName[]): Family => ({
  name,
  source: 'blog.crawlex.net/blog/puppeteer-stealth-plugin, usefoil.com/learn/puppeteer-bot-detection',
  part: 'held-out',
  groups: ['1'],
  count: 10,
  confirm: true,
  indistinguishable: true,
  tell(draw, mail) {
    const client = drawMachine(draw, mail, { agents: [perfectChrome(153)], networks });
    const t = draw.logBetween(600, 20_000);
    return [open(client, { t, link: 0 }), press(client, { t: t + draw.between(4, 20), link: 0 })];
  },
});

export const SANDBOX_FAMILIES: Family[] = [
  ...SANDBOXES.map((sandbox) => alone(sandbox)),
  ...SANDBOXES.map((sandbox) => thenPerson(sandbox)),
  imitation('sandbox that imitates a person', ['deutscheTelekom', 'orange']),
  imitation('sandbox in the network of isolation browsers', ['proofpoint', 'mimecastEurope']),
];
