import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import {
  COUNTED_CLICKS,
  ClickArchive,
  ClickCounter,
  ClickResets,
  NO_CLICKS,
  ResetWriter,
  TotalsCheck,
} from '@linkflow/links';
import { Batcher, newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { Crashed, TotalsHarness, aClick, peopleOnly } from './click-totals.fixture';
import { linkLibrary } from './links.fixture';

const environment = testEnvironment('click-resets');
const [LINK, OTHER] = [newId(), newId()];
const [MAILING, LATER] = [newId(), newId()];
const [ANNE, BO, KARI] = [
  { _id: newId(), mailingId: MAILING },
  { _id: newId(), mailingId: MAILING },
  { _id: newId(), mailingId: LATER },
];
const DAY_MS = 86_400_000;

let app: INestApplicationContext;
let harness: TotalsHarness;
let counter: ClickCounter;

beforeAll(async () => {
  app = await linkLibrary(environment);
  harness = new TotalsHarness(app);
  await harness.addRecipients([ANNE, BO, KARI]);
  counter = app.get(ClickCounter);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});
beforeEach(() => harness.empty());

const click = (agoMs: number, recipient = ANNE, link = LINK): ClickRecord =>
  aClick({ agoMs, link, recipient: recipient._id });

/** The update that adds a clicker of a recipient who has clicked another link. */
const isFurtherClicker = (update: object): boolean => JSON.stringify(update).includes('"first":false');

const ofLink = async (id = LINK) => (await counter.of('linkId', [id]))(id);
const ofMailing = async (id: string) => (await counter.of('mailingId', [id]))(id);
const clickersOf = async () =>
  (await harness.clicks.clickersOf(LINK, { page: 1, pageSize: 50 })).map(({ recipientId }) => recipientId);
/** Every total that a reader sees equals a recount of all clicks. */
const differences = async () => (await app.get(TotalsCheck).run()).differences;
const rollUp = async () => {
  await harness.passTime();
  await harness.roll();
};

describe('a reset', () => {
  it('of a link sets its counts to zero and empties the list of clickers, and keeps the clicks', async () => {
    await harness.record([click(5_000), click(4_000), click(3_000, KARI), click(2_000, BO, OTHER)]);
    await rollUp();
    await harness.reset({ linkId: LINK, mailingId: null }, false);
    expect(await ofLink()).toEqual(NO_CLICKS);
    expect(await clickersOf()).toEqual([]);
    expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 1));
    expect(await ofMailing(LATER)).toEqual(NO_CLICKS);
    expect(await ofLink(OTHER)).toEqual(peopleOnly(1, 1));
    expect(await harness.clicks.clicks.countDocuments({ linkId: LINK })).toBe(3);
    expect(await differences()).toEqual([]);
    expect(await app.get(ClickResets).list(LINK)).toMatchObject([{ state: 'done', clickers: 2 }]);
  });

  it('for one mailing leaves the clicks from other mailings', async () => {
    await harness.record([click(5_000), click(4_000, BO), click(3_000, KARI)]);
    await harness.reset({ linkId: LINK, mailingId: MAILING }, false);
    expect(await ofLink()).toEqual(peopleOnly(1, 1));
    expect(await clickersOf()).toEqual([KARI._id]);
    expect(await ofMailing(MAILING)).toEqual(NO_CLICKS);
  });

  it('lets a recipient count anew, and in the mailing as long as another link has clicks', async () => {
    await harness.record([click(5_000), click(4_000, ANNE, OTHER)]);
    await harness.reset({ linkId: LINK, mailingId: null }, false);
    expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 1));
    await harness.record([click(0)]);
    expect(await ofLink()).toEqual(peopleOnly(1, 1));
    expect(await ofMailing(MAILING)).toEqual(peopleOnly(2, 1));
    await rollUp();
    expect(await differences()).toEqual([]);
    expect(await harness.wrongClickers()).toEqual([]);
  });

  it('leaves out a click that happened before it and arrives later', async () => {
    await harness.record([click(60_000)]);
    const late = click(30_000);
    await harness.reset({ linkId: LINK, mailingId: null }, false);
    await harness.record([late, click(0, BO)]);
    expect(await ofLink()).toEqual(peopleOnly(1, 1));
    expect(await clickersOf()).toEqual([BO._id]);
    expect(await app.get(ClickResets).list(LINK)).toMatchObject([{ clickers: 2, mailings: [MAILING] }]);
    await rollUp();
    expect(await differences()).toEqual([]);
  });

  it('is not undone by a verdict that is corrected afterwards', async () => {
    await harness.record([click(60_000), click(50_000, BO, OTHER)]);
    await rollUp();
    await harness.reset({ linkId: LINK, mailingId: null }, false);
    await harness.correct(0, 'bot');
    expect(await ofLink()).toEqual(NO_CLICKS);
    await harness.correct(0, null);
    await rollUp();
    expect(await ofLink()).toEqual(NO_CLICKS);
    expect(await differences()).toEqual([]);
  });

  it('subtracts clicks in sealed slices, and deleted ones, without a recount', async () => {
    await harness.record([click(40 * DAY_MS), click(39 * DAY_MS), click(0, BO)]);
    await rollUp();
    const [first] = await harness.clicks.firstClicksOf([{ linkId: LINK, recipientId: ANNE._id }]);
    const before = new Date(Date.now() - 39.5 * DAY_MS);
    await app.get(ClickArchive).deletePage({ before, after: '', limit: 10 });
    expect(await harness.clicks.clicks.countDocuments({ recipientId: ANNE._id })).toBe(1);
    await harness.reset({ linkId: LINK, mailingId: MAILING }, false);
    expect(await harness.totals.rollup.findOne({ _id: 'clicks' })).toMatchObject({ ready: true });
    expect(await ofLink()).toEqual(NO_CLICKS);
    expect(await differences()).toEqual([]);
    // What is done once per recipient stays done.
    expect(await harness.clicks.firstClicksOf([{ linkId: LINK, recipientId: ANNE._id }])).toEqual([first]);
    await app.get(ClickArchive).deletePage({ before: new Date(Date.now() - DAY_MS), after: '', limit: 10 });
    expect(await harness.clicks.clicks.countDocuments({ recipientId: ANNE._id })).toBe(0);
    expect(await harness.clicks.firstClicksOf([{ linkId: LINK, recipientId: ANNE._id }])).toEqual([first]);
    await harness.runRecount();
    await rollUp();
    expect(await ofLink()).toEqual(NO_CLICKS);
  });

  it('is completed after a crash', async () => {
    await harness.record([click(5_000), click(4_000, BO)]);
    await rollUp();
    await harness.reset({ linkId: LINK, mailingId: null }, true);
    expect(await ofLink()).toEqual(peopleOnly(2, 2));
    await harness.finishResets();
    expect(await ofLink()).toEqual(NO_CLICKS);
    expect(await differences()).toEqual([]);
  });

  it('leaves the recipient counted in the mailing if another link is clicked just before the reset', async () => {
    await harness.record([click(5_000)]);
    const batcher = app.get(Batcher);
    const update = batcher.update.bind(batcher);
    // The first write of the new clicker has found that another link counts for the mailing.
    const spy = vi.spyOn(batcher, 'update').mockImplementation(async (collection, write) => {
      if (isFurtherClicker(write.update)) {
        spy.mockRestore();
        await harness.reset({ linkId: LINK, mailingId: null }, false);
      }
      return update(collection, write);
    });
    await harness.record([click(0, ANNE, OTHER)]);
    expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 1));
    await rollUp();
    expect(await differences()).toEqual([]);
  });

  describe('of a link whose recipient clicks another link meanwhile', () => {
    /** The reset has read the clicks and clickers, and has not written yet. */
    const resetMeanwhile = async () => {
      // In another slice than the click below, whose marks would make the transaction run again.
      await harness.record([click(60_000)]);
      const { clickers } = harness.clicks;
      const deleteMany = clickers.deleteMany.bind(clickers);
      const spy = vi.spyOn(clickers, 'deleteMany').mockImplementation(async (...args) => {
        spy.mockRestore();
        await harness.record([click(0, ANNE, OTHER)]);
        return deleteMany(...args);
      });
      await harness.reset({ linkId: LINK, mailingId: null }, false);
    };

    it('leaves the recipient counted in the mailing', async () => {
      await resetMeanwhile();
      expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 1));
      await rollUp();
      expect(await differences()).toEqual([]);
    });

    it('leaves the recipient counted in the mailing after a crash', async () => {
      const spy = vi.spyOn(app.get(ResetWriter), 'ensureFirst').mockImplementation(async (ids) => {
        if (ids.length > 0) throw new Crashed();
      });
      await resetMeanwhile();
      spy.mockRestore();
      expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 0));
      await harness.finishResets();
      expect(await ofMailing(MAILING)).toEqual(peopleOnly(1, 1));
      await rollUp();
      expect(await differences()).toEqual([]);
    });
  });

  it('leaves counting to an index', async () => {
    await harness.record([click(0)]);
    const explained = await harness.clicks.clicks
      .find({ linkId: LINK, ...COUNTED_CLICKS }, { projection: { _id: 1, verdict: 1 } })
      .explain('executionStats');
    expect(explained).toMatchObject({ executionStats: { totalDocsExamined: 0 } });
  });
});
