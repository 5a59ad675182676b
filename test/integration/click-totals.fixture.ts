import type { INestApplicationContext } from '@nestjs/common';
import { vi } from 'vitest';
import type { ClickRecord, LookRecord, Verdict } from '@linkflow/contracts';
import {
  AcceptedClicks,
  ClickPolicies,
  ClickRecorder,
  ClickRecount,
  ClickResets,
  COUNTED_CLICKS,
  NOT_RESET,
  ClickRollup,
  ClicksRepository,
  ClickerVerdicts,
  DeliveryJudge,
  DeliveryWindows,
  DirtySlices,
  Looks,
  NO_CLICKS,
  Networks,
  ResetWriter,
  TotalsRepository,
  VerdictCorrections,
  builtInNetworks,
  type ClickCounts,
  type ClickDoc,
  type ClickerDoc,
  type CorrectedVerdict,
} from '@linkflow/links';
import { RecipientsRepository } from '@linkflow/mailings';
import { Batcher, Clock, LiveEvents } from '@linkflow/platform';
import { WebhookEvents } from '@linkflow/webhooks';

/** A clock that the test advances. */
export class ManualClock extends Clock {
  private ms = Date.now();
  now(): Date {
    return new Date(this.ms);
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}

/** Thrown by a write when the simulated worker crashes. */
export class Crashed extends Error {}

interface Faults {
  /** Number (from 1) of the write at which the worker crashes. This write and all later ones fail. */
  crashesAt?: number | undefined;
  /** Number (from 1) of the write before which the worker pauses for a long time. */
  pausesAt?: number | undefined;
}

/** Returns a batcher with these faults. `settled` waits until the writes that were sent before the crash have ended. */
function faultyBatcher(
  batcher: Batcher,
  { crashesAt, pausesAt }: Faults,
  duringPause: () => Promise<void>,
): { batcher: Batcher; settled(): Promise<void> } {
  let sent = 0;
  const running = new Set<Promise<unknown>>();
  const followed = <T>(write: Promise<T>): Promise<T> => {
    running.add(write);
    const over = (): void => void running.delete(write);
    write.then(over, over);
    return write;
  };
  const step = async (): Promise<void> => {
    sent += 1;
    const nth = sent;
    if (nth === pausesAt) await duringPause();
    if (crashesAt !== undefined && nth >= crashesAt) throw new Crashed();
  };
  const writes: Pick<Batcher, 'insertOnce' | 'update'> = {
    insertOnce: (...args) => followed(step().then(() => batcher.insertOnce(...args))),
    update: (...args) => followed(step().then(() => batcher.update(...args))),
  };
  const worker: Batcher = Object.create(batcher);
  return {
    batcher: Object.assign(worker, writes),
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** Records clicks and rolls them up into totals, with simulated workers that may crash during either. */
export class TotalsHarness {
  /** Jobs whose worker crashed, to be delivered again. */
  readonly open: ClickRecord[][] = [];
  readonly clock = new ManualClock();
  /** True after a worker paused and crashed: totals may lack the clicks of its job until the job is delivered again. */
  mayBeIncomplete = false;

  readonly clicks: ClicksRepository;
  readonly totals: TotalsRepository;

  constructor(private readonly app: INestApplicationContext) {
    this.clicks = app.get(ClicksRepository);
    this.totals = app.get(TotalsRepository);
  }

  async addRecipients(people: readonly { _id: string; mailingId: string }[]): Promise<void> {
    await this.app.get(RecipientsRepository).documents.insertMany(
      people.map((person) => ({
        ...person,
        contactId: null,
        email: `${person._id}@example.com`,
        name: person._id,
        addedAt: new Date(),
        removedAt: null,
      })),
    );
  }

  async empty(): Promise<void> {
    this.open.length = 0;
    this.mayBeIncomplete = false;
    const { clicks, clickers, resetClickers } = this.clicks;
    const { totals, slices, rollup } = this.totals;
    await this.app.get(ClickResets).documents.deleteMany({});
    for (const one of [clicks, clickers, resetClickers, totals, slices, rollup]) await one.deleteMany({});
  }

  /** Records clicks with a new worker, whose caches are empty. If it crashes, the clicks are added to `open`. */
  async record(records: ClickRecord[], faults: Faults = {}): Promise<void> {
    const { batcher, settled } = faultyBatcher(this.app.get(Batcher), faults, async () => {
      await this.passTime();
      await this.roll();
    });
    const recipients = this.app.get(RecipientsRepository);
    const slices = new DirtySlices(batcher, this.clock);
    const judge = this.judgeWith(batcher, slices);
    const worker = new ClickRecorder(
      batcher,
      recipients,
      slices,
      judge,
      this.app.get(AcceptedClicks),
      this.app.get(Looks),
      this.app.get(ClickResets),
      this.app.get(ResetWriter),
      this.app.get(ClickPolicies),
      this.app.get(WebhookEvents),
    );
    try {
      await worker.record(records);
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      this.open.push(records);
      this.mayBeIncomplete ||= faults.pausesAt !== undefined;
      await settled();
    }
  }

  /** Records looks, with a worker that does not crash. */
  recordLooks(looks: LookRecord[]): Promise<void> {
    return this.app.get(ClickRecorder).recordLooks(looks);
  }

  private judgeWith(batcher: Batcher, slices: DirtySlices): DeliveryJudge {
    return new DeliveryJudge(
      batcher,
      this.app.get(DeliveryWindows),
      this.app.get(ClickerVerdicts),
      this.app.get(RecipientsRepository),
      new Networks(builtInNetworks),
      new ClickPolicies(batcher),
      slices,
      this.app.get(Looks),
      this.app.get(WebhookEvents),
      this.clock,
      this.app.get(LiveEvents),
    );
  }

  /** Corrects the verdict of one of the recorded clicks, if there are any. After a crash, `redeliver` completes the correction. */
  async correct(index: number, verdict: CorrectedVerdict, crashesAt?: number): Promise<void> {
    const all = await this.clicks.clicks.find().sort({ _id: 1 }).toArray();
    const click = all[index % Math.max(1, all.length)];
    if (!click) return;
    const { batcher, settled } = faultyBatcher(this.app.get(Batcher), { crashesAt }, () => Promise.resolve());
    const judge = this.judgeWith(batcher, new DirtySlices(batcher, this.clock));
    const corrections = new VerdictCorrections(this.clicks, judge, this.clock);
    try {
      await corrections.correct(click._id, verdict, { id: 'u', name: 'Ingrid' });
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      await settled();
    }
  }

  /** Resets the counters of a link. A worker that crashes leaves the reset to `finishResets`. Returns the time of the reset. */
  async reset(of: { linkId: string; mailingId: string | null }, crashes: boolean): Promise<Date> {
    const resets = this.app.get(ClickResets);
    const reset = await resets.start(of, { id: 'u', name: 'Ingrid' });
    const spy = crashes && vi.spyOn(this.clicks.clicks, 'updateMany').mockRejectedValueOnce(new Crashed());
    await resets.advance(reset, new AbortController().signal).catch((error: unknown) => {
      if (!(error instanceof Crashed)) throw error;
    });
    if (spy) spy.mockRestore();
    return reset.at;
  }

  finishResets(): Promise<void> {
    return this.app.get(ClickResets).run(new AbortController().signal);
  }

  /** The clickers whose verdict is not the best of the clicks of the recipient on the link, or for the mailing, on all links. */
  async wrongClickers(): Promise<ClickerDoc[]> {
    const clicks = await this.clicks.clicks.find({ reset: NOT_RESET }).toArray();
    const clickers = await this.clicks.clickers.find().toArray();
    const best = (of: (click: ClickDoc) => boolean): Verdict => {
      const found = clicks.filter(of).map(({ verdict = 'human' }) => verdict);
      return (['human', 'suspect', 'bot'] as const).find((verdict) => found.includes(verdict)) ?? 'human';
    };
    return clickers.filter(
      ({ linkId, recipientId, first, verdict = 'human', mailingVerdict = 'human' }) =>
        verdict !== best((click) => click.recipientId === recipientId && click.linkId === linkId) ||
        (first && mailingVerdict !== best((click) => click.recipientId === recipientId)),
    );
  }

  /** What judging all recipients again would change. */
  async openChanges(): Promise<unknown[]> {
    return this.app.get(DeliveryJudge).changes(await this.timesOf({}));
  }

  private async timesOf(where: { follow?: 'correction' }): Promise<{ recipientId: string; at: number }[]> {
    const found = await this.clicks.clicks.find(where).toArray();
    return found.map(({ recipientId, at }) => ({ recipientId, at: at.getTime() }));
  }

  async redeliver(): Promise<void> {
    for (const clicks of this.open.splice(0)) await this.record(clicks);
    const corrected = await this.timesOf({ follow: 'correction' });
    await this.app.get(DeliveryJudge).judge(corrected, { runsFollow: true });
    this.mayBeIncomplete = false;
  }

  /** Simulates an hour: advances the clock of the workers, and makes the times at which slices were marked dirty an hour older. */
  async passTime(): Promise<void> {
    const hour = 3_600_000;
    this.clock.advance(hour);
    await this.totals.slices.updateMany({ touchedAt: { $exists: true } }, [
      { $set: { touchedAt: { $subtract: ['$touchedAt', hour] } } },
    ]);
  }

  async roll(crashes = false): Promise<void> {
    if (!crashes) {
      await this.app.get(ClickRollup).run();
      return;
    }
    const spies = [
      vi.spyOn(this.totals.totals, 'bulkWrite').mockRejectedValueOnce(new Crashed()),
      vi.spyOn(this.totals.totals, 'insertMany').mockRejectedValueOnce(new Crashed()),
    ];
    await this.app
      .get(ClickRollup)
      .run()
      .catch((error: unknown) => {
        if (!(error instanceof Crashed)) throw error;
      });
    for (const spy of spies) spy.mockRestore();
  }

  runRecount(): Promise<void> {
    return this.app.get(ClickRecount).run();
  }

  /** Counts the documents of clicks and clickers of each link or mailing: the expected result. */
  async expectedCounts(ids: readonly string[]): Promise<ClickCounts[]> {
    const clicks = await this.clicks.clicks.find(COUNTED_CLICKS).toArray();
    const clickers = await this.clicks.clickers.find().toArray();
    return ids.map((id) => {
      const at = <T extends { linkId: string; mailingId: string }>(one: T): boolean =>
        one.linkId === id || one.mailingId === id;
      const here = clicks.filter(at);
      // A recipient counts once in a mailing, with the verdict that its first clicker has for the mailing.
      const ofLink = clickers.filter(({ linkId }) => linkId === id).map(({ verdict }) => verdict);
      const ofMailing = clickers
        .filter(({ mailingId, first }) => mailingId === id && first)
        .map(({ mailingVerdict }) => mailingVerdict);
      const verdicts = [...ofLink, ...ofMailing];
      return {
        clicks: here.length,
        ...countedBy(
          here.map(({ verdict }) => verdict),
          'Clicks',
        ),
        clickers: new Set(clickers.filter(at).map((one) => one.recipientId)).size,
        ...countedBy(verdicts, 'Clickers'),
      } as ClickCounts;
    });
  }
}

const countedBy = (verdicts: readonly (string | undefined)[], what: 'Clicks' | 'Clickers') => ({
  [`human${what}`]: verdicts.filter((verdict = 'human') => verdict === 'human').length,
  [`suspect${what}`]: verdicts.filter((verdict) => verdict === 'suspect').length,
});

/** The counts of people only: there are no other clicks. */
export const peopleOnly = (clicks: number, clickers: number): ClickCounts => ({
  ...NO_CLICKS,
  clicks,
  humanClicks: clicks,
  clickers,
  humanClickers: clickers,
});

let made = 0;

/** A click on a link that was accepted `agoMs` ago. Its id begins with the second of that time. */
export function aClick({
  agoMs,
  ...more
}: Pick<ClickRecord, 'link' | 'recipient'> & { agoMs: number } & Partial<ClickRecord>): ClickRecord {
  const at = Date.now() - agoMs;
  made += 1;
  const second = Math.floor(at / 1_000)
    .toString(16)
    .padStart(8, '0');
  const id = second + made.toString(16).padStart(16, '0');
  return { id, at, version: 1, kind: 'click', run: true, ...more };
}
