/** People of the outsiders: those of whom filters are known to be unfair. */
import type { Browser, Visit } from '../browsers';
import { personDelay, readingTime, type Draw } from '../draw';
import type { NetworkName } from '../networks';
import { chosenLink, drawPerson, open, visit, type Client, type Mail, type Step } from '../story';
import type { Told } from './machines';
import { COMMON, RARE } from './strangers';

const HOMES: NetworkName[] = [
  'altibox',
  'verizon',
  'sky',
  'telefonica',
  'labelledHome',
  'iceMobile',
  'vodafoneMobile',
];

interface Person {
  name: string;
  source: string;
  browsers?: readonly Browser[];
  networks?: readonly NetworkName[];
  delay?(draw: Draw): number;
  count?: number;
  /** What the way to the server does to the headers. */
  change?(headers: Record<string, string>, from: Visit['from']): Record<string, string>;
}

/** Opens a link, and sometimes another one a while later. */
function reads(draw: Draw, mail: Mail, person: Client, t: number): Step[] {
  const first = visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause: readingTime(draw) });
  if (mail.links === 1 || draw.chance(0.7)) return first;
  const pause = readingTime(draw);
  const next = t + 60 + draw.logBetween(5, 900);
  return [...first, ...visit(draw, person, { t: next, link: chosenLink(draw, mail), mail, pause })];
}

const person = (each: Person): Told => ({
  name: each.name,
  source: each.source,
  count: each.count,
  tell(draw, mail) {
    const { browsers = COMMON, networks = HOMES, delay = personDelay, change = (same) => same } = each;
    const drawn = drawPerson(draw, { browsers, networks });
    return reads(draw, mail, { ...drawn, headers: (from) => change(drawn.headers(from), from) }, delay(draw));
  },
});

const without =
  (...names: RegExp[]) =>
  (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !names.some((each) => each.test(name))));

const soon = (draw: Draw): number => draw.between(4, 50);

const PEOPLE: Person[] = [
  { name: 'anybody', source: 'denis-test.com/?p=2949 (10 million messages)', count: 60 },
  { name: 'person who clicks at once', source: 'chimpmetrics.com/email-opens-by-hour', delay: soon },
  {
    name: 'person behind the isolation of Proofpoint',
    source: 'proofpoint.com/us/legal/trust/browser-email-and-tap-url-isolation',
    browsers: COMMON.slice(0, 2),
    networks: ['proofpoint', 'proofpointEurope'],
  },
  {
    name: 'person with a relay',
    source: 'developer.apple.com/support/prepare-your-network-for-icloud-private-relay',
    browsers: COMMON.slice(3, 5),
    networks: ['relayFastly', 'relayCloudflare'],
  },
  {
    name: 'person with a VPN',
    source: 'mullvad.net/servers',
    networks: ['vpnMullvad'],
  },
  {
    name: 'Outlook with an old engine',
    source: 'learn.microsoft.com/lifecycle (Internet Explorer 11 in LTSC until 2029)',
    browsers: [RARE.outlookWithOldEngine],
    networks: ['headOffice', 'altibox'],
  },
  {
    name: 'browsers in apps',
    source: 'mobiforge.com/research-analysis/webviews-and-user-agent-strings',
    browsers: [RARE.instagram, RARE.googleApp, RARE.outlookOnAPhone],
  },
  { name: 'text browser', source: 'lynx.invisible-island.net', browsers: [RARE.lynx], count: 6 },
  {
    name: 'browser that hides itself',
    source: 'support.mozilla.org (resistFingerprinting)',
    browsers: [RARE.resisting],
  },
  {
    name: 'browsers that few people use',
    source: 'gs.statcounter.com',
    browsers: [RARE.samsung, RARE.chromebook],
  },
  {
    name: 'Opera Mini, which loads pages for phones',
    source: 'dev.opera.com (Opera Mini request headers)',
    browsers: [RARE.operaMini],
    networks: ['operaMini'],
    count: 4,
    change: (headers) => ({ ...headers, 'x-operamini-phone-ua': 'Nokia', via: '1.1 vegur' }),
  },
  {
    name: 'proxy that names itself and removes headers',
    source: 'squid-cache.org/Doc/config (request_header_access)',
    networks: ['headOffice'],
    count: 8,
    change: (headers) => ({ ...without(/^sec-/, /^priority$/)(headers), via: '1.1 proxy (squid/6.6)' }),
  },
  {
    name: 'web gateway with a list entry',
    source: 'help.zscaler.com, docs.netskope.com',
    browsers: COMMON.slice(0, 2),
    networks: ['zscaler', 'netskopeListed'],
  },
  {
    name: 'page of a mail program that leads on by script',
    source: 'learn.microsoft.com (Safe Links), support.google.com (link redirect notice)',
    change: (headers, from) => (from === 'form' ? headers : without(/^sec-fetch-user$/)(headers)),
  },
];

/** Thirty colleagues of one office read the mailing one after the other, at one address; some soon after it came. */
const colleagues: Told = {
  name: 'thirty colleagues behind one address',
  source: 'datatracker.ietf.org/doc/html/rfc6269 (sharing of addresses)',
  count: 30,
  tell(draw, mail) {
    const shared = mail.sharedAddress('headOffice');
    const somebody = { ...drawPerson(draw, { browsers: COMMON, networks: HOMES }), address: shared };
    return reads(draw, mail, somebody, draw.chance(0.4) ? draw.logBetween(20, 900) : personDelay(draw));
  },
};

const doubleClick: Told = {
  name: 'double click',
  source: 'nngroup.com/articles/double-click',
  tell(draw, mail) {
    const drawn = drawPerson(draw, { browsers: COMMON, networks: HOMES });
    const link = chosenLink(draw, mail);
    const t = personDelay(draw);
    return [open(drawn, { t, link }), open(drawn, { t: t + draw.between(0.12, 0.6), link })];
  },
};

const twoDevices: Told = {
  name: 'phone first, then the computer',
  source: 'thinkwithgoogle.com (multi-screen)',
  tell(draw, mail) {
    const phone = drawPerson(draw, {
      browsers: COMMON.slice(2, 4),
      networks: ['iceMobile', 'vodafoneMobile'],
    });
    const desktop = drawPerson(draw, { browsers: COMMON.slice(0, 2), networks: ['altibox', 'headOffice'] });
    const link = chosenLink(draw, mail);
    const t = personDelay(draw);
    return [open(phone, { t, link }), open(desktop, { t: t + draw.logBetween(90, 20_000), link })];
  },
};

const forwards: Told = {
  name: 'message forwarded to a colleague',
  source: 'litmus.com (forwards)',
  tell(draw, mail) {
    const first = drawPerson(draw, { browsers: COMMON, networks: HOMES });
    const second = drawPerson(draw, { browsers: COMMON, networks: HOMES });
    const t = personDelay(draw);
    return [...reads(draw, mail, first, t), ...reads(draw, mail, second, t + draw.logBetween(150, 40_000))];
  },
};

const tabs: Told = {
  name: 'person who opens three tabs',
  source: 'nngroup.com/articles/multi-tab-page-parking',
  groups: ['5–30'],
  count: 16,
  tell(draw, mail) {
    const drawn = drawPerson(draw, { browsers: COMMON.slice(0, 2), networks: HOMES });
    let t = personDelay(draw);
    return draw
      .shuffled(Array.from({ length: mail.links }, (_, link) => link))
      .slice(0, 3)
      .map((link) => open(drawn, { t: (t += draw.logBetween(1.8, 15)), link, from: 'webmail' }));
  },
};

export const STRANGE_PEOPLE: Told[] = [
  ...PEOPLE.map((each) => person(each)),
  colleagues,
  doubleClick,
  twoDevices,
  forwards,
  tabs,
];

/** The machine first, then the person, from elsewhere. */
export function thenPerson(machine: Told): Told {
  return {
    ...machine,
    name: `${machine.name}; then the person`,
    tell(draw, mail) {
      const steps = machine.tell(draw, mail);
      const last = Math.max(...steps.map(({ request }) => request.t));
      const drawn = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = draw.chance(0.5) ? last + draw.logBetween(30, 300) : Math.max(last + 60, personDelay(draw));
      return [...steps, ...reads(draw, mail, drawn, t)];
    },
  };
}
