/**
 * Families that were written after the rules were finished. One weight was changed because of them: that of an address that many complete
 * browsers share.
 */
import { chromium } from '../browsers';
import { personDelay } from '../draw';
import type { NetworkName } from '../networks';
import { chosenLink, drawMachine, drawPerson, open, press, probe, sweep, visit } from '../story';
import type { Told } from './machines';
import { COMMON, NAMED, bareChrome, copyOfFirefox, drivenChrome, drivenSafari } from './strangers';

const HOMES: NetworkName[] = ['altibox', 'sky', 'labelledHome', 'iceMobile'];

const SILK = chromium({
  name: 'Silk',
  userAgent:
    'Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/135.1.1 like Chrome/135.0.0.0 Safari/537.36',
  version: 135,
  brand: 'Amazon Silk',
  platform: 'Android',
});

export const LAST: Told[] = [
  {
    name: 'one link at once, the others half a minute later',
    source: 'assumed, no report: a scanner that looks again at what it found',
    groups: ['2–4', '5–30'],
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [drivenChrome(149)],
        networks: ['headOffice', 'verizon'],
      });
      const start = draw.logBetween(5, 40);
      const rest = sweep(draw, mail, client, {
        start: start + draw.between(20, 40),
        which: 'all',
        gap: [0.1, 1],
      });
      return [open(client, { t: start, link: 0 }), ...rest];
    },
  },
  {
    name: 'service in a cloud that calls itself a phone',
    source: 'aws.amazon.com/device-farm',
    tell(draw, mail) {
      const client = drawMachine(draw, mail, { agents: [drivenSafari], networks: ['otherCloud', 'aws'] });
      return sweep(draw, mail, client, { start: draw.logBetween(10, 600), which: 'some', gap: [1, 8] });
    },
  },
  {
    name: 'one address that opens the only link of each recipient',
    source: 'github.com/warmbly/warmbly/pull/412 (a gateway in front of all mailboxes of a company)',
    groups: ['1'],
    count: 30,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [bareChrome('128.0.0.0'), copyOfFirefox(124)],
        networks: ['headOffice'],
      });
      const address = mail.sharedAddress('headOffice');
      return [open({ ...client, address }, { t: draw.logBetween(4, 60), link: 0 })];
    },
  },
  {
    name: 'HEAD first, then a complete browser from another network',
    source: 'nitinsh06/Django-Verify-Email pull 62; two networks: assumed',
    tell(draw, mail) {
      const tool = drawMachine(draw, mail, { agents: [NAMED.curl], networks: ['smallHoster'] });
      const browser = drawMachine(draw, mail, { agents: [drivenChrome(148)], networks: ['otherCloud'] });
      const t = draw.logBetween(3, 200);
      const link = chosenLink(draw, mail);
      return [probe(tool, { t, link }), open(browser, { t: t + draw.between(0.5, 5), link })];
    },
  },
  {
    name: 'sandbox that opens a page twice and sends its form',
    source: 'github.com/freelawproject/courtlistener/issues/2180',
    confirm: true,
    tell(draw, mail) {
      const client = drawMachine(draw, mail, {
        agents: [drivenChrome(146)],
        networks: ['hetzner', 'googleCloud'],
      });
      const t = draw.logBetween(10, 500);
      return [
        open(client, { t, link: 0 }),
        open(client, { t: t + 0.4, link: 0 }),
        press(client, { t: t + draw.between(1, 9), link: 0 }),
      ];
    },
  },
  {
    name: 'tablet of a bookseller',
    source: 'docs.aws.amazon.com/silk (user agents)',
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: [SILK], networks: HOMES });
      return visit(draw, person, { t: personDelay(draw), link: chosenLink(draw, mail), mail, pause: 6 });
    },
  },
  {
    name: 'person who clicks while a scanner runs',
    source: 'craft-campaign #546 (bursts 20–60 s after sending)',
    tell(draw, mail) {
      const scanner = drawMachine(draw, mail, {
        agents: [copyOfFirefox(119)],
        networks: ['otherCloud', 'barracuda'],
      });
      const start = draw.between(10, 40);
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = start + draw.between(0, 8);
      return [
        ...sweep(draw, mail, scanner, { start, which: 'all', gap: [0.1, 1] }),
        ...visit(draw, person, { t, link: chosenLink(draw, mail), mail, pause: 5 }),
      ];
    },
  },
  {
    name: 'people of a company who click within its first minutes',
    source: 'datatracker.ietf.org/doc/html/rfc6269 (sharing of addresses)',
    count: 30,
    tell(draw, mail) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const address = mail.sharedAddress('headOffice');
      const t = draw.logBetween(30, 600);
      return visit(draw, { ...person, address }, { t, link: chosenLink(draw, mail), mail, pause: 4 });
    },
  },
  {
    name: 'person who presses the button hours later',
    source: 'github.com/usesend/useSend/pull/416',
    confirm: true,
    tell(draw) {
      const person = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const t = personDelay(draw);
      const pause = draw.logBetween(2.2, 3_000);
      return [open(person, { t, link: 0 }), press(person, { t: t + pause, link: 0 })];
    },
  },
  {
    name: 'two people of one household',
    source: 'ssb.no (households)',
    tell(draw, mail) {
      const one = drawPerson(draw, { browsers: COMMON, networks: HOMES });
      const other = { ...drawPerson(draw, { browsers: COMMON, networks: HOMES }), address: one.address };
      const t = personDelay(draw);
      const link = chosenLink(draw, mail);
      return [open(one, { t, link }), open(other, { t: t + draw.logBetween(5, 4_000), link })];
    },
  },
];
