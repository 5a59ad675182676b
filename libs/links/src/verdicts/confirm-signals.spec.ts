import { describe, expect, it } from 'vitest';
import {
  cloudBrowser,
  delivery,
  networks,
  otherPerson,
  person,
  phone,
  request,
  verdictsOf,
  weightOf,
  type Client,
} from './delivery.fixture';
import { judge } from './judge';

const press = (client: Client, seconds: number, more: Parameters<typeof request>[2] = {}) =>
  request(client, seconds, { kind: 'confirm', ...more });
const judged = (...requests: ReturnType<typeof request>[]) => judge(delivery(requests), { networks });

describe('a pressed button', () => {
  it.each([3, 8, 60, 600])('is a person’s %d seconds after the page was opened', (seconds) => {
    const [opened, pressed] = judged(request(person, 500), press(person, 500 + seconds));
    expect([opened?.verdict, pressed?.verdict]).toEqual(['human', 'human']);
    expect(weightOf(pressed, 'confirm.person')).toBeLessThan(0);
    expect(weightOf(opened, 'client.person')).toBeLessThan(0);
  });

  it.each([0.1, 0.5, 0.9])(
    'is a machine’s %d seconds after the page was opened, and so is the opening',
    (seconds) => {
      const [opened, pressed] = judged(request(person, 500), press(person, 500 + seconds));
      expect(pressed?.verdict).toBe('bot');
      expect(opened?.verdict).not.toBe('human');
      expect(weightOf(pressed, 'confirm.fast')).toBeGreaterThan(0);
    },
  );

  it('is doubtful before the page could have been read', () => {
    const [, pressed] = judged(request(person, 60), press(person, 61.5));
    expect(pressed?.verdict).toBe('suspect');
    expect(weightOf(pressed, 'confirm.quick')).toBeGreaterThan(0);
  });

  it('is a machine’s if the page was not opened, or another program opened it', () => {
    expect(judged(press(person, 500))[0]?.verdict).not.toBe('human');
    const [, pressed] = judged(request(otherPerson, 500), press(person, 520));
    expect(pressed?.verdict).not.toBe('human');
    expect(weightOf(pressed, 'confirm.blind')).toBeGreaterThan(0);
  });

  it('is a script’s if the browser knows of no gesture', () => {
    const [opened, pressed] = judged(request(person, 500), press(person, 508, { without: ['fetchUser'] }));
    expect(pressed?.verdict).not.toBe('human');
    expect(opened?.verdict).not.toBe('human');
    expect(weightOf(pressed, 'confirm.scripted')).toBeGreaterThan(0);
  });

  it('does not need a gesture of Safari, which names none', () => {
    expect(judged(request(phone, 500), press(phone, 508))[1]?.verdict).toBe('human');
  });

  it('may come from another network of the same phone', () => {
    expect(judged(request(phone, 500), press({ ...phone, g: 44 }, 508))[1]?.verdict).toBe('human');
  });

  it('is never a person’s in a data centre, a scanner’s or an isolation network, however slowly it is pressed', () => {
    for (const n of [
      'amazon',
      'microsoft-eop',
      'cisco-email',
      'proofpoint',
      'mimecast',
      'security-training',
    ]) {
      for (const seconds of [20, 500, 40_000]) {
        const client = { ...cloudBrowser, n };
        expect(judged(request(client, seconds), press(client, seconds + 9))[1]?.verdict, n).not.toBe('human');
      }
    }
  });

  it('is doubtful if the address pressed it for several recipients right after delivery', () => {
    const [, many] = judged(request(person, 40), press(person, 50, { p: 4 }));
    expect(many?.verdict).not.toBe('human');
    expect(weightOf(many, 'confirm.many')).toBeGreaterThan(0);
    const [, office] = judged(request(person, 900), press(person, 920, { p: 3 }));
    expect(office?.verdict).toBe('human');
  });

  it('is doubtful if the client pressed several buttons of the mail', () => {
    const requests = ['a', 'b', 'c'].flatMap((link, index) => [
      request(otherPerson, 200 + index * 20, { link }),
      press(otherPerson, 204 + index * 20, { link }),
    ]);
    const verdicts = verdictsOf(delivery(requests, { linksInMail: 8 }));
    expect([verdicts[1], verdicts[3], verdicts[5]]).not.toContain('human');
  });

  it('proves a person although a machine came before', () => {
    const verdicts = judged(
      request(cloudBrowser, 20),
      press(cloudBrowser, 21),
      request(phone, 300),
      press(phone, 310),
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['bot', 'bot', 'human', 'human']);
  });
});
