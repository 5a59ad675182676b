/**
 * Families that were written from the published reports on link trackers alone, before a look at the code or the errors of the classifier, to
 * see whether what was changed for the last outsiders holds elsewhere.
 */
import { personDelay, readingTime, scanDelay } from '../draw';
import type { NetworkName } from '../networks';
import { chosenLink, drawMachine, drawPerson, elsewhere, open, press, sweep, visit } from '../story';
import type { Told } from './machines';
import {
  COMMON,
  NAMED,
  RARE,
  bareChrome,
  copyOfChrome,
  copyOfFirefox,
  drivenChrome,
  drivenSafari,
  scriptedChrome,
} from './strangers';

const HOMES: NetworkName[] = ['altibox', 'sky', 'telefonica', 'labelledHome', 'vodafoneMobile', 'iceMobile'];
const SEVERAL: Told['groups'] = ['2–4', '5–30'];

const MACHINES: Told[] = [
  {
    name: 'burst while the message is still being delivered',
    source:
      'warmbly pull request 438 (the clock starts at the hand-over); craft-campaign #546 (5 clicks in 1 s)',
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [copyOfChrome('126.0.0.0'), copyOfFirefox(128)],
        networks: ['smallHoster', 'otherCloud', 'hornet'],
      });
      return sweep(draw, mail, client, { start: draw.between(-20, 5), which: 'all', gap: [0.02, 0.25] });
    },
  },
  {
    name: 'burst of a real Chrome, a minute after sending',
    source: 'mautic #16263 (agents of real browsers); craft-campaign #546 (delays)',
    groups: SEVERAL,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [drivenChrome(150)],
        networks: ['verizon', 'unlistedCloud'],
      });
      return sweep(draw, mail, client, { start: scanDelay(draw), which: 'all', gap: [0.1, 3] });
    },
  },
  {
    name: 'slow sandbox, a page after the other',
    source: 'suped.com (sandboxes that wait); assumed: 8 to 40 s for each page',
    groups: SEVERAL,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [drivenChrome(145, 'Microsoft Edge'), drivenChrome(148)],
        networks: ['otherCloud', 'hetzner', 'aws'],
      });
      return sweep(draw, mail, client, { start: scanDelay(draw), which: 'all', gap: [8, 40] });
    },
  },
  {
    name: 'one link on arrival, the others when a worker is free',
    source: 'assumed, no report; django-anymail #200 (openings that come in parts)',
    groups: SEVERAL,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [drivenChrome(147), drivenSafari],
        networks: ['verizon', 'telefonica', 'smallHoster'],
      });
      const first = draw.logBetween(3, 60);
      const others = { ...mail, links: mail.links - 1 };
      const rest = sweep(draw, others, client, {
        start: first + draw.between(12, 55),
        which: 'all',
        gap: [0.05, 0.9],
      });
      return [
        open(client, { t: first, link: 0 }),
        ...rest.map(({ sender, request }) => ({
          sender,
          request: { ...request, link: request.link < 0 ? request.link : request.link + 1 },
        })),
      ];
    },
  },
  {
    name: 'scrambled addresses from a range of machines',
    source: 'mautic #9798 (changed queries); warmbly #526',
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [copyOfChrome('122.0.0.0'), drivenChrome(143)],
        networks: ['unlistedCloud', 'otherCloud', 'trendMicro'],
      });
      return sweep(draw, mail, client, {
        start: scanDelay(draw),
        which: 'all',
        gap: [0.2, 4],
        spread: true,
        suffix: (of) => `?x=${of.integer(1_000, 99_999).toString(36)}`,
      });
    },
  },
  {
    name: 'two filters in a row',
    source: 'resend-node #901 (the same link from another network and system)',
    tell(draw, mail) {
      const gateway = drawMachine(draw, mail, {
        agents: [bareChrome('118.0.0.0'), NAMED.curl],
        networks: ['sophos', 'hornet'],
      });
      const mailbox = drawMachine(draw, mail, {
        agents: [drivenChrome(144, 'Microsoft Edge')],
        networks: ['microsoftCloud', 'otherCloud'],
      });
      const start = draw.between(-2, 10);
      return [
        ...sweep(draw, mail, gateway, { start, which: 'all', gap: [0.05, 0.5], probes: draw.chance(0.5) }),
        ...sweep(draw, mail, mailbox, {
          start: start + draw.logBetween(20, 240),
          which: 'all',
          gap: [0.2, 2],
        }),
      ];
    },
  },
  {
    name: 'sandbox that reads the page and then presses',
    source: 'gophish #1607; useSend pull request 416',
    confirm: true,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [scriptedChrome(147), drivenChrome(147)],
        networks: ['otherCloud', 'googleCloud', 'aws'],
      });
      const t = scanDelay(draw);
      return [open(client, { t, link: 0 }), press(client, { t: t + draw.logBetween(3, 40), link: 0 })];
    },
  },
];

const MIXED: Told[] = [
  {
    name: 'check at the time of the click, then the person',
    source: 'link-trackers 5, rule 7 (Safe Links sends the browser of the person)',
    tell(draw, mail) {
      const check = drawMachine(draw, mail, {
        agents: [copyOfChrome('121.0.0.0'), bareChrome('125.0.0.0')],
        networks: ['microsoftCloud', 'microsoftEop'],
      });
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = personDelay(draw);
      const link = chosenLink(draw, mail);
      return [
        open(check, { t: t - draw.between(0.4, 6), link }),
        ...visit(draw, person, { t, link, mail, pause: readingTime(draw) }),
      ];
    },
  },
  {
    name: 'message that is passed on in a chat',
    source: 'api.slack.com/robots; link-trackers 4, item 17 (forwarded mail)',
    tell(draw, mail) {
      const preview = drawMachine(draw, mail, {
        agents: [NAMED.slack, NAMED.teams, NAMED.whatsApp],
        networks: ['aws', 'microsoftCloud'],
      });
      const one = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const colleague = drawPerson(draw, { browsers: COMMON, networks: ['headOffice', ...HOMES] });
      const link = chosenLink(draw, mail);
      const t = personDelay(draw);
      const posted = t + draw.logBetween(40, 4_000);
      return [
        ...visit(draw, one, { t, link, mail, pause: readingTime(draw) }),
        open(preview, { t: posted, link }),
        ...visit(draw, colleague, {
          t: posted + draw.logBetween(8, 9_000),
          link,
          mail,
          pause: readingTime(draw),
        }),
      ];
    },
  },
];

const PEOPLE: Told[] = [
  {
    name: 'person who opens a link at once and another one a little later',
    source: 'link-trackers 5 (an early click alone is weak)',
    groups: SEVERAL,
    count: 24,
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = draw.between(6, 60);
      const [first = 0, second = 1] = draw.shuffled(Array.from({ length: mail.links }, (_, link) => link));
      return [
        ...visit(draw, person, { t, link: first, mail, pause: 5 }),
        ...visit(draw, person, { t: t + draw.between(12, 55), link: second, mail, pause: 5 }),
      ];
    },
  },
  {
    name: 'reader of a newsletter who opens several links',
    source: 'craft-campaign #546 (people beside the bursts)',
    groups: ['5–30'],
    count: 40,
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const links = draw
        .shuffled(Array.from({ length: mail.links }, (_, link) => link))
        .slice(0, draw.integer(3, 5));
      let t = personDelay(draw);
      return links.flatMap((link) => {
        t += draw.logBetween(4, 120);
        return visit(draw, person, { t, link, mail, pause: 3 });
      });
    },
  },
  {
    name: 'person who decides at once',
    source: 'craft-campaign #546 (clicks within a minute of sending)',
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: [...COMMON, RARE.samsung], networks: HOMES });
      return visit(draw, person, {
        t: draw.between(5, 60),
        link: chosenLink(draw, mail),
        mail,
        pause: readingTime(draw),
      });
    },
  },
  {
    name: 'anybody at home or on the way',
    source: 'denis-test.com/?p=2949 (10 million messages)',
    count: 60,
    tell(draw, mail) {
      const person = drawPerson(draw, {
        browsers: [...COMMON, RARE.outlookOnAPhone, RARE.googleApp],
        networks: HOMES,
      });
      return visit(draw, person, {
        t: personDelay(draw),
        link: chosenLink(draw, mail),
        mail,
        pause: readingTime(draw),
      });
    },
  },
  {
    name: 'office behind one address, some in the same minute',
    source: 'datatracker.ietf.org/doc/html/rfc6269; warmbly #412',
    count: 40,
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const address = mail.sharedAddress('headOffice');
      const t = draw.chance(0.4) ? draw.between(15, 75) : personDelay(draw);
      return visit(
        draw,
        { ...person, address },
        { t, link: chosenLink(draw, mail), mail, pause: readingTime(draw) },
      );
    },
  },
  {
    name: 'person behind browser isolation',
    source: 'warmbly #526 (people come from Proofpoint and Mimecast, too)',
    count: 8,
    tell(draw, mail) {
      const person = drawPerson(draw, {
        browsers: COMMON.slice(0, 2),
        networks: ['proofpoint', 'mimecastEurope'],
      });
      return visit(draw, person, {
        t: personDelay(draw),
        link: chosenLink(draw, mail),
        mail,
        pause: readingTime(draw),
      });
    },
  },
  {
    name: 'person with a relay who changes the address between clicks',
    source: 'blog.cloudflare.com/icloud-private-relay',
    tell(draw, mail) {
      const person = drawPerson(draw, {
        browsers: COMMON.slice(3, 5),
        networks: ['relayAkamai', 'relayCloudflare'],
      });
      const t = personDelay(draw);
      const first = visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause: readingTime(draw) });
      const next = { t: t + draw.logBetween(70, 2_000), link: chosenLink(draw, mail), mail, pause: 4 };
      return [...first, ...visit(draw, elsewhere(draw, person), next)];
    },
  },
  {
    name: 'person who reads the page and presses the button',
    source: 'supabase/auth #1214; GitLab MR 6223',
    confirm: true,
    tell(draw) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = personDelay(draw);
      return [open(person, { t, link: 0 }), press(person, { t: t + readingTime(draw), link: 0 })];
    },
  },
];

export const FRESH: Told[] = [...MACHINES, ...MIXED, ...PEOPLE];
