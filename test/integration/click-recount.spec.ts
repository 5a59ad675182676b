import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClickCounter, ClickRecount, TotalsCheck, type TotalsRepository } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Crashed, TotalsHarness, aClick, peopleOnly } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

/** A recount of so many links that their totals do not fit into one transaction. */
const environment = testEnvironment('click-recount');
const MAILING = newId();
const LINKS = Array.from({ length: 2_500 }, () => newId());
/** A total of each link, of each link in the mailing, and of the hour of each link. */
const TOTALS = 3 * LINKS.length;
const MAX_TOTALS = 5_000;
const DAY_MS = 86_400_000;

let app: INestApplicationContext;
let harness: TotalsHarness;
let totals: TotalsRepository;

beforeAll(async () => {
  app = await linkLibrary(environment);
  harness = new TotalsHarness(app);
  ({ totals } = harness);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(async () => {
  await harness.empty();
  await harness.clicks.clicks.insertMany(
    LINKS.map((linkId) => {
      const { id, at, version, kind, run } = aClick({ agoMs: 3 * DAY_MS, link: linkId, recipient: newId() });
      return {
        _id: id,
        linkId,
        mailingId: MAILING,
        recipientId: newId(),
        contactId: null,
        at: new Date(at),
        version,
        kind,
        run,
        ua: null,
      };
    }),
  );
  // Totals of an earlier release, none of which is right.
  await totals.totals.insertMany(
    Array.from({ length: MAX_TOTALS + 1 }, () => ({ _id: newId(), ...peopleOnly(9, 9) })),
  );
});
afterEach(() => vi.restoreAllMocks());

const counts = async () => {
  const counter = app.get(ClickCounter);
  const [ofMailing, ofLink] = [
    await counter.of('mailingId', [MAILING]),
    await counter.of('linkId', [LINKS[0] ?? '']),
  ];
  return [ofMailing(MAILING), ofLink(LINKS[0] ?? '')];
};
const expectRightTotals = async () => {
  expect(await totals.rollup.findOne()).toMatchObject({ ready: true });
  expect(await totals.totals.countDocuments()).toBeGreaterThanOrEqual(TOTALS);
  expect(await counts()).toEqual([peopleOnly(LINKS.length, 0), peopleOnly(1, 0)]);
  expect((await app.get(TotalsCheck).run()).differences).toEqual([]);
};

describe('a recount of many links', () => {
  it('replaces the totals in several transactions, which MongoDB would abort if they took a minute', async () => {
    const inserted = vi.spyOn(totals.totals, 'insertMany');
    const deleted = vi.spyOn(totals.totals, 'deleteMany');
    await harness.runRecount();
    for (const [page] of inserted.mock.calls) expect(page.length).toBeLessThanOrEqual(MAX_TOTALS);
    expect(inserted.mock.calls.length).toBe(2);
    expect(deleted.mock.calls.length).toBe(2);
    await expectRightTotals();
  });

  it('is repeated after a crash, and meanwhile the clicks are counted', async () => {
    const insertMany = totals.totals.insertMany.bind(totals.totals);
    vi.spyOn(totals.totals, 'insertMany')
      .mockImplementationOnce(insertMany)
      .mockRejectedValueOnce(new Crashed());
    await expect(harness.runRecount()).rejects.toThrow(Crashed);
    expect(await totals.totals.countDocuments()).toBe(MAX_TOTALS);
    expect(await counts()).toEqual([peopleOnly(LINKS.length, 0), peopleOnly(1, 0)]);
    await harness.roll();
    await expectRightTotals();
  });

  it('stores nothing more as soon as another process has started one', async () => {
    const { rollup } = totals;
    const updateOne = rollup.updateOne.bind(rollup);
    // The first write of each transaction, after the one that starts the recount.
    const spy = vi.spyOn(rollup, 'updateOne').mockImplementation(async (...args) => {
      if (spy.mock.calls.length === 5) {
        spy.mockRestore();
        await app.get(ClickRecount).run();
      }
      return updateOne(...args);
    });
    await harness.runRecount();
    await expectRightTotals();
  });
});
