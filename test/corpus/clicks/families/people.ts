import { OTHER_TOOLS, TOOLS } from '../agents-of-machines';
import { DESKTOP, IN_APP, MOBILE, OLD } from '../browsers-of-people';
import type { Part } from '../delivery';
import { fastPersonDelay, personDelay, readingTime, type Draw } from '../draw';
import type { NetworkName } from '../networks';
import {
  chosenLink,
  drawPerson,
  elsewhere,
  open,
  probe,
  visit,
  type Client,
  type Family,
  type Mail,
  type PersonOptions,
  type Step,
} from '../story';

/** Networks of homes, offices and phones. The held-out part has others. */
const HOMES: Record<Part, NetworkName[]> = {
  open: ['telenor', 'comcast', 'vodafone', 'bt', 'officeFibre', 'telenorMobile'],
  'held-out': ['telia', 'deutscheTelekom', 'orange', 'tmobile', 'jio', 'university'],
};

const PEOPLE_CLICK_LATE =
  'moversandshakers.v12data.com (GetResponse, 5.5 billion messages), denis-test.com/?p=2949 (10 million messages)';

/** Any person: three browsers in four are those of desktops and phones as everybody has them. */
export function anybody(part: Part): PersonOptions {
  return {
    browsers: [...DESKTOP, ...DESKTOP, ...MOBILE, ...MOBILE, ...IN_APP, ...OLD],
    networks: HOMES[part],
  };
}

/** Clicks as people do: one link, sometimes another some time after, seldom more. */
export function reads(draw: Draw, mail: Mail, person: Client, start: number): Step[] {
  const steps: Step[] = [];
  const more = draw.unit();
  const clicks = more < 0.72 ? 1 : more < 0.92 ? 2 : draw.integer(3, 4);
  let t = start;
  for (let click = 0; click < Math.min(clicks, mail.links); click += 1) {
    const pause = readingTime(draw);
    steps.push(...visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause }));
    t += pause + draw.logBetween(8, 300);
  }
  return steps;
}

interface Crowd {
  name: string;
  source: string;
  /** How many deliveries each group of messages gets: roughly how common such people are. */
  count: number;
  options(part: Part): PersonOptions;
  delay?(draw: Draw): number;
  plainHttp?: true;
  /** What the network on the way does to the headers. */
  change?(headers: Record<string, string>): Record<string, string>;
}

/** Headers after a web proxy of a company that removes what it does not know. */
function behindProxy(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !name.startsWith('sec-') && !['priority', 'te', 'upgrade-insecure-requests'].includes(name),
  );
  return { ...Object.fromEntries(kept), via: '1.1 proxy.example.org (squid/5.7)' };
}

const CROWDS: Crowd[] = [
  {
    name: 'person on a desktop',
    count: 120,
    source: PEOPLE_CLICK_LATE,
    options: (part) => ({ browsers: DESKTOP, networks: HOMES[part] }),
  },
  {
    name: 'person on a phone',
    count: 120,
    source: PEOPLE_CLICK_LATE,
    options: (part) => ({ browsers: MOBILE, networks: HOMES[part] }),
  },
  {
    name: 'person in the browser of an app',
    count: 30,
    source: 'mobiforge.com/research-analysis/webviews-and-user-agent-strings',
    options: (part) => ({ browsers: IN_APP, networks: HOMES[part] }),
  },
  {
    name: 'person with an old browser',
    count: 10,
    source: 'web-platform-dx.github.io/web-features-explorer/features/fetch-metadata (first versions)',
    options: (part) => ({ browsers: OLD, networks: HOMES[part] }),
  },
  {
    name: 'person at an installation with plain http',
    plainHttp: true,
    count: 10,
    source: 'github.com/mdn/content/pull/44444 (no Sec-Fetch headers without encryption)',
    options: (part) => ({ browsers: [...DESKTOP, ...MOBILE], networks: HOMES[part], secure: false }),
  },
  {
    name: 'person behind a proxy that removes headers',
    count: 8,
    source: 'help.zscaler.com/zia/configuring-proxy-chaining',
    options: (part) => ({
      browsers: DESKTOP,
      networks: part === 'open' ? ['zscaler', 'officeFibre'] : ['netskope', 'university'],
    }),
    change: behindProxy,
  },
  {
    name: 'person behind the web gateway of a company',
    count: 20,
    source: 'publicnow.com/view/8126A1C4379CC59B274B3220B548B9F38CC152A7 (Zscaler, inline proxy)',
    options: (part) => ({
      browsers: DESKTOP,
      networks: part === 'open' ? ['zscaler'] : ['netskope', 'zscaler'],
    }),
    change: (headers) => ({ ...headers, 'x-forwarded-for': '193.213.112.4' }),
  },
  {
    name: 'person with a VPN',
    count: 12,
    source: 'phishgrid.com/kb/handling-and-preventing-false-positives (unfamiliar addresses)',
    options: (part) => ({
      browsers: [...DESKTOP, ...MOBILE],
      networks: part === 'open' ? ['vpnM247'] : ['vpnDatacamp', 'ovh'],
    }),
  },
  {
    name: 'person with a privacy relay',
    count: 20,
    source:
      'suped.com/knowledge/email-deliverability/sender-reputation (iCloud Private Relay), blog.cloudflare.com/icloud-private-relay',
    options: (part) => ({
      browsers: [...DESKTOP, ...MOBILE].filter(({ name }) => name.startsWith('Safari')),
      networks: part === 'open' ? ['relayCloudflare', 'relayAkamai'] : ['relayFastly', 'relayAkamai'],
    }),
  },
  {
    name: 'person in a cloud desktop',
    count: 6,
    source: 'github.com/warmbly/warmbly/pull/526 (recipients on Windows 365)',
    options: (part) => ({
      browsers: DESKTOP.filter(({ name }) => /Edge|Chrome.*Windows/.test(name)),
      networks: part === 'open' ? ['microsoftCloud'] : ['aws', 'googleCloud'],
    }),
  },
  {
    name: 'fast person',
    count: 16,
    source: 'chimpmetrics.com/email-opens-by-hour (one in five opens within the first hour, some at once)',
    delay: fastPersonDelay,
    options: (part) => ({ browsers: [...MOBILE, ...DESKTOP], networks: HOMES[part] }),
  },
];

const asSent = (headers: Record<string, string>): Record<string, string> => headers;

function crowd(
  part: Part,
  { name, source, count, options, plainHttp, delay = personDelay, change = asSent }: Crowd,
): Family {
  return {
    name,
    source,
    part,
    count,
    plainHttp,
    tell(draw, mail) {
      const person = drawPerson(draw, options(part));
      const seen: Client = { ...person, headers: (from) => change(person.headers(from)) };
      return reads(draw, mail, seen, delay(draw));
    },
  };
}

/** Opens the links of a newsletter in tabs, one after the other, to read them afterwards. */
const opensManyLinks = (part: Part): Family => ({
  name: 'person who opens many links',
  source: 'github.com/twentyhq/twenty/pull/26055 (what a rule on three links in ten seconds must not catch)',
  part,
  groups: ['5–30'],
  count: 12,
  tell(draw, mail) {
    const person = drawPerson(draw, { browsers: DESKTOP, networks: HOMES[part] });
    const links = draw.shuffled(Array.from({ length: mail.links }, (_, link) => link));
    let t = personDelay(draw);
    return links.slice(0, draw.integer(3, 7)).map((link) => {
      t += draw.logBetween(1.2, 25);
      return open(person, { t, link, from: 'webmail' });
    });
  },
});

const withScreenReader = (part: Part): Family => ({
  name: 'person with a screen reader',
  source: 'w3.org/WAI/WCAG22/Understanding/focus-visible',
  part,
  count: 8,
  hidden: true,
  tell: (draw, mail) =>
    reads(draw, mail, drawPerson(draw, { browsers: DESKTOP, networks: HOMES[part] }), personDelay(draw)),
});

/** A screen reader reads links that nobody sees. A person who opens the hidden link does what is expected of machines only. */
const opensHiddenLink = (part: Part): Family => ({
  name: 'person who opens the hidden link',
  source: 'w3.org/WAI/WCAG22/Understanding/focus-visible (content that is hidden to the eye only)',
  part,
  count: 6,
  hidden: true,
  indistinguishable: true,
  tell(draw, mail) {
    const person = drawPerson(draw, { browsers: DESKTOP, networks: HOMES[part] });
    const t = personDelay(draw);
    const second = open(person, { t: t + draw.logBetween(15, 200), link: chosenLink(draw, mail) });
    return [open(person, { t, link: -1 }), second];
  },
});

const opensTwice = (part: Part): Family => ({
  name: 'a link opened twice',
  source: 'github.com/gophish/gophish/issues/2565 (clicks registered several times)',
  part,
  count: 16,
  tell(draw, mail) {
    const person = drawPerson(draw, anybody(part));
    const link = chosenLink(draw, mail);
    const t = personDelay(draw);
    return [open(person, { t, link }), open(person, { t: t + draw.logBetween(0.4, 3_600), link })];
  },
});

/** The phone on the way, the desktop at work: two networks, two browsers. */
const roams = (part: Part): Family => ({
  name: 'person who changes networks',
  source: 'phishgrid.com/kb/handling-and-preventing-false-positives (mobile data, home, public networks)',
  part,
  count: 16,
  tell(draw, mail) {
    const phone = drawPerson(draw, { browsers: MOBILE, networks: HOMES[part] });
    const desktop = drawPerson(draw, { browsers: DESKTOP, networks: HOMES[part] });
    const t = personDelay(draw);
    const link = chosenLink(draw, mail);
    const again = t + draw.logBetween(60, 40_000);
    if (draw.chance(0.3)) return [open(phone, { t, link }), open(elsewhere(draw, phone), { t: again, link })];
    return [open(phone, { t, link }), open(desktop, { t: again, link })];
  },
});

/** The security program of the computer, or of the office, asks for the headers when the person clicks. */
const hasChecker = (part: Part): Family => ({
  name: 'person whose computer checks links by HEAD',
  source:
    part === 'open'
      ? 'assumed, no report: security program of a computer'
      : 'assumed, no report: web gateway of an office',
  part,
  count: 8,
  tell(draw, mail) {
    const person = drawPerson(draw, { browsers: DESKTOP, networks: HOMES[part] });
    const agent = part === 'open' ? TOOLS[1] : OTHER_TOOLS[0];
    const checker: Client = {
      sender: 'machine',
      headers: (from) => agent?.headers({ from, secure: true, language: '' }) ?? {},
      address: person.address,
    };
    const t = personDelay(draw);
    const link = chosenLink(draw, mail);
    return [probe(checker, { t, link }), open(person, { t: t + draw.between(0.2, 3), link })];
  },
});

const confirms = (part: Part): Family => ({
  name: 'confirm page passed by a person',
  source: 'github.com/usesend/useSend/pull/416, github.com/emdash-cms/emdash/issues/3298',
  part,
  confirm: true,
  count: 40,
  tell(draw, mail) {
    const person = drawPerson(draw, anybody(part));
    const t = draw.chance(0.2) ? fastPersonDelay(draw) : personDelay(draw);
    return visit(draw, person, { t, link: 0, mail, pause: readingTime(draw) });
  },
});

export const PEOPLE: Family[] = (['open', 'held-out'] as const).flatMap((part) => [
  ...CROWDS.map((each) => crowd(part, each)),
  opensManyLinks(part),
  withScreenReader(part),
  opensHiddenLink(part),
  opensTwice(part),
  roams(part),
  hasChecker(part),
  confirms(part),
]);
