import { describe, expect, it } from 'vitest';
import {
  cloudBrowser,
  delivery,
  firstVerdictsOf,
  networks,
  otherPerson,
  person,
  phone,
  plainScanner,
  request,
  verdictsOf,
  weightOf,
  type Client,
} from './delivery.fixture';
import { judge, judgeSettled } from './judge';

const links = (...seconds: number[]) => seconds.map((second, index) => ({ second, link: `link ${index}` }));

/** A complete browser in a network that no list names; nothing but its behaviour can tell. */
const unlisted: Client = { ...otherPerson, g: 7 };

describe('several links', () => {
  const burst = (client: Client, ...seconds: number[]) =>
    links(...seconds).map(({ second, link }) => request(client, second, { link }));

  it('within seconds of delivery are a machine’s, whatever its browser and network', () => {
    const mail = delivery(burst(unlisted, 40, 40.4, 41, 41.5), { linksInMail: 4 });
    expect(verdictsOf(mail)).toEqual(['bot', 'bot', 'bot', 'bot']);
  });

  it('of which the first came alone are recognised in the end', () => {
    const mail = delivery(burst(unlisted, 40, 41, 42), { linksInMail: 8 });
    expect(firstVerdictsOf(mail)[0]).toBe('human');
    expect(verdictsOf(mail)[0]).not.toBe('human');
  });

  it('are recognised from the first on, if it settles', () => {
    const mail = delivery(burst(unlisted, 40, 43, 46), { linksInMail: 8 });
    const { came, settled } = judgeSettled(mail, { networks }, 10_000);
    expect(came.map(({ verdict }) => verdict)).toEqual(['human', 'suspect', 'suspect']);
    expect(settled.map(({ verdict }) => verdict)).not.toContain('human');
    expect(judgeSettled(mail, { networks }, 400).settled[0]?.verdict).toBe('human');
  });

  it('half a minute after the first one are waited for soon after delivery, and not later', () => {
    const firstAfter = (seconds: number) =>
      judgeSettled(
        delivery(burst(unlisted, seconds, seconds + 40, seconds + 41, seconds + 42), { linksInMail: 4 }),
        { networks },
        10_000,
      ).settled[0]?.verdict;
    expect(firstAfter(20)).not.toBe('human');
    expect(firstAfter(7_200)).toBe('human');
  });

  it('half a minute apart are doubtful only if they are all links of the mail, and the first came at once', () => {
    expect(verdictsOf(delivery(burst(unlisted, 120, 155), { linksInMail: 2 }))).toEqual(['human', 'human']);
    expect(verdictsOf(delivery(burst(unlisted, 20, 55), { linksInMail: 5 }))).toEqual(['human', 'human']);
  });

  it('by clients that have nothing in common are those of rented addresses', () => {
    const homes = [40, 41, 43, 45].map((second, index) =>
      request({ ...person, agent: { ...person.agent, version: 140 + index }, g: 100 + index }, second, {
        link: `link ${index}`,
      }),
    );
    expect(verdictsOf(delivery(homes, { linksInMail: 9 }))).not.toContain('human');
    expect(verdictsOf(delivery(homes.slice(0, 2), { linksInMail: 9 }))).toEqual(['human', 'human']);
  });

  it('of a scanner do not speak against the person who clicks meanwhile', () => {
    const scan = burst(plainScanner, 30, 31, 32, 33);
    const mail = delivery([...scan, request(person, 32.5, { link: 'link 7' })], { linksInMail: 8 });
    expect(verdictsOf(mail)).toEqual(['bot', 'bot', 'bot', 'human', 'bot']);
  });

  it('of a mail with two are opened at once by machines only, soon after delivery', () => {
    const both = (...seconds: number[]) =>
      verdictsOf(delivery(burst(unlisted, ...seconds), { linksInMail: 2 }));
    expect(both(40, 42)).toEqual(['suspect', 'suspect']);
    expect(both(40, 70)).toEqual(['suspect', 'suspect']);
    expect(both(4_000, 4_002)).toEqual(['human', 'human']);
  });

  it('from several addresses of one service belong together', () => {
    const requests = burst(cloudBrowser, 40, 41, 42).map((one, index) => ({
      ...one,
      evidence: { ...one.evidence!, g: 100 + index },
    }));
    expect(verdictsOf(delivery(requests, { linksInMail: 5 }))).toEqual(['bot', 'bot', 'bot']);
  });

  it('over minutes are a person’s', () => {
    const mail = delivery(burst(person, 400, 431, 502, 640, 655), { linksInMail: 5 });
    expect(new Set(verdictsOf(mail))).toEqual(new Set(['human']));
  });

  it('in three tabs of a reader are a person’s', () => {
    const mail = delivery(burst(person, 4_000, 4_003, 4_007), { linksInMail: 9 });
    expect(new Set(verdictsOf(mail))).toEqual(new Set(['human']));
  });

  it('that are all links of the mail, one every few seconds, are a machine’s', () => {
    const mail = delivery(burst(unlisted, 60, 68, 76, 84, 92, 100), { linksInMail: 6 });
    expect(verdictsOf(mail)).not.toContain('human');
    expect(weightOf(judge(mail, { networks })[3], 'burst.all')).toBeGreaterThan(0);
  });

  it('of a machine do not taint the person who clicks at that moment', () => {
    const mail = delivery(
      [...burst(cloudBrowser, 40, 40.5, 41, 41.5), request(phone, 42, { link: 'link 2' })],
      {
        linksInMail: 4,
      },
    );
    expect(verdictsOf(mail)).toEqual(['bot', 'bot', 'bot', 'bot', 'human']);
  });

  it('with a hidden one among them are doubtful', () => {
    const mail = delivery([request(unlisted, 30), request(unlisted, 33, { link: 'hidden' })], {
      hiddenLink: 'hidden',
    });
    expect(verdictsOf(mail)).toEqual(['suspect', 'suspect']);
  });
});

describe('a mail with one link', () => {
  it('is checked from a data centre, and the person comes later', () => {
    const mail = delivery([request(cloudBrowser, 22), request(cloudBrowser, 22.8), request(phone, 260)]);
    expect(firstVerdictsOf(mail)).toEqual(['bot', 'bot', 'human']);
    expect(verdictsOf(mail)).toEqual(['bot', 'bot', 'human']);
  });

  it('is checked from an unlisted network, which shows when the person comes', () => {
    const mail = delivery([request(unlisted, 22), request(phone, 2_600)]);
    expect(verdictsOf(mail)).toEqual(['suspect', 'human']);
    expect(weightOf(judge(mail, { networks })[0], 'repeat.person')).toBeGreaterThan(0);
  });

  it.each([3, 7, 15])('is clicked %d seconds after delivery by a fast person', (seconds) => {
    expect(verdictsOf(delivery([request(person, seconds)]))).toEqual(['human']);
  });

  it('is clicked twice by one person', () => {
    expect(verdictsOf(delivery([request(person, 300), request(person, 300.2)]))).toEqual(['human', 'human']);
  });

  it('was forwarded: both people are people', () => {
    expect(verdictsOf(delivery([request(person, 400), request(phone, 9_000)]))).toEqual(['human', 'human']);
  });

  it('is opened by a phone that changes its network', () => {
    const moved = { ...phone, g: 77 };
    expect(verdictsOf(delivery([request(phone, 900), request(moved, 908)]))).toEqual(['human', 'human']);
  });
});

describe('a check at the time of the click', () => {
  it.each([2, 12])('may be either of two requests that look like a person’s, %d seconds apart', (seconds) => {
    const mail = delivery([request(phone, 8_000), request(unlisted, 8_000 + seconds)]);
    expect(firstVerdictsOf(mail)).toEqual(['human', 'suspect']);
    expect(verdictsOf(mail)).toEqual(['suspect', 'suspect']);
  });

  it('may be the complete browser beside an old one', () => {
    const old = { ...person, agent: { ...person.agent, version: 80 } };
    const mail = delivery([request(old, 36), request(unlisted, 40)]);
    expect(verdictsOf(mail)[1]).toBe('suspect');
  });

  it.each([-2, 12])('is the one that looks like a machine, %d seconds from the click', (seconds) => {
    const mail = delivery([request(phone, 8_000), request(cloudBrowser, 8_000 + seconds)]);
    expect(verdictsOf(mail).toSorted()).toEqual(['bot', 'human']);
    expect(verdictsOf(mail)[seconds < 0 ? 1 : 0]).toBe('human');
  });

  it('hours later from a data centre is suspect', () => {
    expect(verdictsOf(delivery([request(person, 500), request(cloudBrowser, 30_000)]))).toEqual([
      'human',
      'suspect',
    ]);
  });
});

describe('a HEAD request', () => {
  it('speaks against the program that sent it, and less against others in its network', () => {
    const office = { ...otherPerson, g: person.g };
    const mail = delivery([
      request(person, 1_000, { kind: 'head' }),
      request(person, 1_001),
      request(office, 1_002),
      request(office, 2_000),
      request(phone, 1_500),
    ]);
    const verdicts = judge(mail, { networks });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['bot', 'suspect', 'human', 'human', 'human']);
    expect(verdicts.map((verdict) => weightOf(verdict, 'network.probe'))).toEqual([0, 0, 1.5, 0, 0]);
    expect(weightOf(verdicts[1], 'client.machine')).toBe(3);
  });
});

describe('a client', () => {
  it('that looked an address up first is a machine', () => {
    const mail = delivery([request(unlisted, 500, { kind: 'head' }), request(unlisted, 501)]);
    expect(verdictsOf(mail)[1]).not.toBe('human');
    expect(weightOf(judge(mail, { networks })[1], 'client.machine')).toBeGreaterThan(0);
  });

  it('whose mail program prefetched the page is still a person', () => {
    const mail = delivery([request(phone, 500, { kind: 'prefetch' }), request(phone, 510)]);
    expect(verdictsOf(mail)).toEqual(['bot', 'human']);
  });

  it('in the network of a machine is not that machine', () => {
    const mail = delivery([request({ ...plainScanner, g: 1 }, 500, { kind: 'head' }), request(person, 530)]);
    expect(verdictsOf(mail)).toEqual(['bot', 'human']);
  });

  it('that was doubtful is a person when it presses a button like one', () => {
    const old = { ...otherPerson, agent: { ...otherPerson.agent, version: 78 } };
    const mail = delivery([request(old, 50), request(old, 75, { kind: 'confirm' })]);
    expect(firstVerdictsOf(mail)[0]).toBe('suspect');
    expect(verdictsOf(mail)[0]).toBe('human');
  });
});

describe('strictness', () => {
  it('moves both limits', () => {
    const mail = delivery([
      request(cloudBrowser, 4_000),
      request(cloudBrowser, 4_000 + 86_400, { link: 'b' }),
    ]);
    expect(verdictsOf(mail, 'lenient')[0]).toBe('human');
    expect(verdictsOf(mail, 'normal')[0]).toBe('suspect');
    expect(verdictsOf(delivery([request(cloudBrowser, 200)]), 'strict')).toEqual(['bot']);
    expect(verdictsOf(delivery([request(cloudBrowser, 200)]), 'normal')).toEqual(['suspect']);
  });
});
