import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { generateCorpus } from '../corpus/clicks/corpus';
import type { LabelledDelivery } from '../corpus/clicks/delivery';
import { record } from '../corpus/clicks/lab/recording';
import { replay, shortened } from '../corpus/clicks/lab/replay';
import { deliver, prepare, type Delivered, type LabApi } from '../corpus/clicks/lab/scene';
import { isRecorded, readVerdicts } from '../corpus/clicks/lab/verdicts';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';

/** The scanner lab against running apps: what it sends arrives as the clicks of the right recipients. */
const environment = testEnvironment('scanner_lab');
let apps: RunningApps;
let api: ApiClient;
let lab: LabApi;
let delivered: Delivered<LabelledDelivery>[];
let answered: Map<string, boolean[]>;

const FAMILIES = ['delivery scan', 'confirm page passed by a person', 'HEAD probe', 'prefetch by a mail app'];

beforeAll(async () => {
  // The lab names the addresses of the clients, as a reverse proxy does.
  apps = await startApps({
    environment,
    seedDemo: true,
    env: { TRUSTED_PROXIES: 'loopback', MAIL_HIDDEN_LINK: 'on' },
  });
  api = await signIn(apps.apiUrl);
  const deliveries = FAMILIES.flatMap((family) =>
    generateCorpus(3)
      .filter(({ label, links_in_mail: links }) => label.family === family && links <= 2)
      .slice(0, 3),
  );
  lab = { ...api, url: apps.apiUrl, headers: { cookie: api.cookie } };
  delivered = await deliver(lab, await prepare(lab, deliveries));
  answered = await replay(delivered, { clickUrl: apps.clickUrl, keepSeconds: 0, longestGap: 0.5 });
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

describe('the scanner lab', () => {
  it('delivers each message and has a tracked URL for each of its links', () => {
    expect(delivered).toHaveLength(FAMILIES.length * 3);
    for (const { delivery, urls } of delivered) expect(urls).toHaveLength(delivery.links_in_mail);
  });

  it('sends the requests as clicks of their recipients; looks are answered and not counted', async () => {
    for (const { delivery, mailingId, recipientId } of delivered) {
      const answers = answered.get(delivery.id) ?? [];
      const expected = delivery.requests.filter(
        (request, index) => answers[index] === true && request.kind === 'get' && isRecorded(request),
      ).length;
      // Everything was answered, the buttons of confirm pages and the hidden link, too.
      expect(answers).toEqual(delivery.requests.map(() => true));
      const clicks = await until(
        async () => {
          const { items } = await api.call(ROUTES.recipients.list, { params: { id: mailingId }, query: {} });
          const found = items.find(({ id }) => id === recipientId);
          return found?.clicks === expected ? found : undefined;
        },
        { what: `${expected} clicks of ${delivery.id}` },
      );
      expect(clicks.clicks).toBe(expected);
    }
  });

  it('tells what the system makes of them', async () => {
    const judged = await readVerdicts(api, delivered, { answered, windowSeconds: 0 });
    for (const { delivery } of delivered.filter((one) => one.delivery.label.family === 'delivery scan')) {
      const { final, signals } = judged.find(({ id }) => id === delivery.id) ?? { final: [], signals: [] };
      const places = delivery.requests.flatMap(({ link }, place) =>
        delivery.label.truth[place] === 'machine' && link >= 0 ? [place] : [],
      );
      for (const place of places) {
        expect(final[place], `${delivery.id} ${place}`).not.toBe('human');
        expect(signals[place]).not.toEqual([]);
      }
    }
  });

  it('records what came to seed mailboxes, without addresses', async () => {
    const [one] = delivered.filter(({ delivery }) => delivery.label.family === 'HEAD probe');
    if (!one) throw new Error('no HEAD probe');
    const { mailingId, recipientId, delivery } = one;
    const { items } = await api.call(ROUTES.recipients.list, { params: { id: mailingId }, query: {} });
    const address = items.find(({ id }) => id === recipientId)?.email ?? '';
    // What was sent last may not be stored yet.
    const [recorded, ...others] = await until(async () => {
      const all = await record(lab, { mailingId, addresses: [address] });
      return all[0]?.requests.length === delivery.requests.length && all;
    });
    expect(others).toEqual([]);
    const shape = (requests: readonly { kind: string; link: number }[]) =>
      requests.map(({ kind, link }) => `${kind} ${link}`).toSorted();
    expect(recorded).toMatchObject({ links_in_mail: delivery.links_in_mail, mailing: 'recorded' });
    expect(shape(recorded?.requests ?? [])).toEqual(shape(delivery.requests));
    for (const { ip } of recorded?.requests ?? []) expect(ip).toMatch(/^198\.18\./);
    expect(JSON.stringify(recorded)).not.toContain(address);
  });

  it('shortens waits and keeps the first seconds and short gaps', () => {
    expect(shortened([-2, 30, 31, 4_000, 4_000.5, 90_000], { keepSeconds: 60, longestGap: 10 })).toEqual([
      -2, 30, 31, 70, 70.5, 80.5,
    ]);
  });
});
