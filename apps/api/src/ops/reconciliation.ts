import { Injectable } from '@nestjs/common';
import type { ReconciliationCheck, ReconciliationCode } from '@linkflow/contracts';
import { CLICK_TRIGGER } from '@linkflow/contracts';
import { ChangeLog, ContactsService } from '@linkflow/crm';
import { RunScan, Versions, type ScannedRun } from '@linkflow/engine';
import { AcceptedClicks, ClicksRepository, TotalsCheck } from '@linkflow/links';
import { AppError, Clock, Retention, lowestIdAt } from '@linkflow/platform';
import { QueueStats } from '@linkflow/queues';
import { isFinalRun } from '@linkflow/workflow';

type Example = ReconciliationCheck['examples'][number];

/** Collects the differences that one check finds. */
class Findings {
  checked = 0;
  private differences = 0;
  private readonly examples: Example[] = [];

  constructor(private readonly code: ReconciliationCode) {}

  add(example: Example): void {
    this.differences += 1;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(example);
  }

  result(): ReconciliationCheck {
    const { code, checked, differences, examples } = this;
    return { code, checked, differences, examples };
  }
}

const MAX_EXAMPLES = 20;
const PAGE_SIZE = 500;
const HOUR_MS = 3_600_000;
/** Younger clicks and runs are still being processed, and clicks may still be on their way. */
export const SETTLED_AFTER_MS = 300_000;
const MAX_TIME_MS = 30_000;

/** Steps that leave a line in the history of the card when they succeed, also when there was nothing to change. */
const LEAVING_LINES = new Set([
  'set-field',
  'set-interest',
  'remove-interest',
  'add-to-selection',
  'remove-from-selection',
  'add-to-project',
  'remove-from-project',
  'create-follow-up',
  'create-request',
]);

/** Ids that a check compares: `after < id < before`. */
interface IdsBetween {
  after: string;
  before: string;
}

/**
 * Compares what was accepted, recorded, run and counted, and changes nothing. It reads in pages and lets other work of the process run in
 * between. What was deleted after its retention is not compared, nor are erased runs: their clicks start nothing, and their effects are
 * deleted.
 */
@Injectable()
export class ReconciliationChecks {
  constructor(
    private readonly accepted: AcceptedClicks,
    private readonly clicks: ClicksRepository,
    private readonly totals: TotalsCheck,
    private readonly runs: RunScan,
    private readonly versions: Versions,
    private readonly history: ChangeLog,
    private readonly contacts: ContactsService,
    private readonly queues: QueueStats,
    private readonly retention: Retention,
    private readonly clock: Clock,
  ) {}

  /** Makes the checks one after the other. `period`: of the clicks and runs; jobs and totals are compared as a whole. */
  async *run(period: { from: Date; to: Date }): AsyncGenerator<ReconciliationCheck> {
    yield await this.clicksLost(period);
    yield await this.clicksInFailedJobs();
    // Clicks without a clicker are kept after their retention, and clickers are never deleted, so all times are compared.
    yield await this.clicksWithoutClicker(await this.idsOf(period));
    yield await this.clicksWithoutRun(await this.idsOf(period, 'clicks', 'runs', 'set-aside'));
    yield await this.runsWithoutClick(await this.idsOf(period, 'clicks', 'runs'));
    yield await this.stepsWithoutEffect(await this.idsOf(period, 'runs', 'history'));
    yield await this.effectsWithoutStep(await this.idsOf(period, 'runs', 'history'));
    yield await this.totalsOffClicks();
  }

  /** Returns the range of ids of the period. It begins later if retention may have deleted documents of these kinds in the period. */
  private async idsOf({ from, to }: { from: Date; to: Date }, ...kinds: string[]): Promise<IdsBetween> {
    const deletedBefore = (await this.retention.deletedBefore(...kinds)) ?? from;
    const first = deletedBefore > from ? deletedBefore : from;
    return { after: lowestIdAt(first.getTime()), before: lowestIdAt(to.getTime()) };
  }

  private async clicksLost({ from, to }: { from: Date; to: Date }): Promise<ReconciliationCheck> {
    const findings = new Findings('clicks-lost');
    const deletedBefore = await this.retention.deletedBefore('clicks', 'set-aside');
    for (const [hour, expected] of await this.accepted.byHour(this.clock.now())) {
      if (hour < from.getTime() || hour + HOUR_MS > to.getTime()) continue;
      if (deletedBefore && hour < deletedBefore.getTime()) continue;
      findings.checked += expected;
      const range = { $gte: lowestIdAt(hour), $lt: lowestIdAt(hour + HOUR_MS) };
      const found = await this.clicks.countStored(range);
      if (found < expected) {
        findings.add({ kind: 'hour', id: new Date(hour).toISOString(), expected, found });
      }
    }
    return findings.result();
  }

  private async clicksInFailedJobs(): Promise<ReconciliationCheck> {
    const findings = new Findings('clicks-in-failed-jobs');
    const inQuarantine = this.queues.failedPayloads('quarantine');
    const pages = [this.queues.failedPayloads('clicks'), inQuarantine];
    for (const kind of pages) {
      for await (const jobs of kind) {
        const ids = jobs.flatMap((job) => ('clicks' in job ? job.clicks.map(({ id }) => id) : []));
        findings.checked += ids.length;
        const unprocessed = await this.clicks.unprocessed(ids, { maxTimeMS: MAX_TIME_MS });
        for (const id of unprocessed) findings.add({ kind: 'click', id });
      }
    }
    return findings.result();
  }

  private async clicksWithoutClicker(ids: IdsBetween): Promise<ReconciliationCheck> {
    const findings = new Findings('clicks-without-clicker');
    for await (const page of pagesOf((after) => this.clicks.scan({ ...ids, after }, PAGE_SIZE), ids.after)) {
      findings.checked += page.length;
      const clickers = await this.clicks.clickersWhoMade(page);
      const existing = new Set(clickers.map(({ _id }) => _id));
      // A click before a reset of the counters needs no clicker.
      for (const { _id: id, linkId, recipientId, reset } of page)
        if (!reset && !existing.has(`${linkId}:${recipientId}`)) findings.add({ kind: 'click', id });
    }
    return findings.result();
  }

  private async clicksWithoutRun(ids: IdsBetween): Promise<ReconciliationCheck> {
    const findings = new Findings('clicks-without-run');
    for await (const page of pagesOf((after) => this.clicks.scan({ ...ids, after }, PAGE_SIZE), ids.after)) {
      const starting = page.filter(({ run, version }) => run && version > 0);
      const existing = await this.runs.existing(starting.map(({ _id }) => _id));
      const missing = starting.filter(({ _id }) => !existing.has(_id));
      const aside = await this.clicks.setAsideAmong(missing.map(({ _id }) => _id));
      findings.checked += starting.length;
      for (const { _id: id, linkId, version } of missing) {
        if (aside.has(id)) continue;
        const runnable = await this.versions.load(linkId, version);
        if (!runnable || runnable.workflow.thenStart !== null) findings.add({ kind: 'click', id });
      }
    }
    return findings.result();
  }

  private async runsWithoutClick(ids: IdsBetween): Promise<ReconciliationCheck> {
    const findings = new Findings('runs-without-click');
    for await (const page of this.runPages(ids)) {
      const clicked = page.filter(({ trigger }) => trigger.type === CLICK_TRIGGER);
      // Leaves out re-runs of clicks from before the range: such a click may have been deleted after its retention.
      const first = clicked.filter(({ trigger }) => trigger.id > ids.after);
      const unrecorded = await this.clicks.unrecorded(first.map(({ trigger }) => trigger.id));
      findings.checked += first.length;
      for (const { _id: id, trigger } of first)
        if (unrecorded.has(trigger.id)) findings.add({ kind: 'run', id });
    }
    return findings.result();
  }

  private async stepsWithoutEffect(ids: IdsBetween): Promise<ReconciliationCheck> {
    const findings = new Findings('steps-without-effect');
    for await (const page of this.runPages(ids)) {
      const expected = page.flatMap((run) =>
        run.erasedAt ? [] : run.steps.filter(leavesLine).map(({ nodeId }) => ({ run, nodeId })),
      );
      findings.checked += expected.length;
      const existing = await this.history.existing(expected.map(({ run, nodeId }) => `${run._id}:${nodeId}`));
      for (const { run, nodeId } of expected) {
        if (existing.has(`${run._id}:${nodeId}`) || (await this.isEffectOfOriginal(run, nodeId))) continue;
        // The history of an erased contact is deleted, shortly before its runs are erased.
        const { contactId } = run.subject;
        if (contactId === null || !(await this.exists(contactId))) continue;
        findings.add({ kind: 'run', id: run._id, name: nodeId });
      }
    }
    return findings.result();
  }

  private async exists(contactId: string): Promise<boolean> {
    try {
      await this.contacts.requireExisting(contactId);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return false;
      throw error;
    }
  }

  /** A step of a re-run uses the effect of its original if that had made it without completing the step. */
  private async isEffectOfOriginal(run: ScannedRun, nodeId: string): Promise<boolean> {
    for (let id = run.rerunOf; id !== undefined;) {
      const [original, lines] = await Promise.all([
        this.runs.byIds([id]),
        this.history.existing([`${id}:${nodeId}`]),
      ]);
      if (lines.size > 0) return true;
      id = original.get(id)?.rerunOf;
    }
    return false;
  }

  private async effectsWithoutStep(ids: IdsBetween): Promise<ReconciliationCheck> {
    const findings = new Findings('effects-without-step');
    for await (const page of pagesOf((after) => this.history.scan({ ...ids, after }, PAGE_SIZE), ids.after)) {
      const effects = page.flatMap(({ _id, source }) =>
        source.kind === 'run' ? [{ runId: source.runId, nodeId: source.nodeId, _id }] : [],
      );
      findings.checked += effects.length;
      const runs = await this.runs.byIds(effects.map(({ runId }) => runId));
      for (const { runId, nodeId } of effects) {
        if (await this.isStepDone(runs.get(runId), nodeId)) continue;
        findings.add({ kind: 'run', id: runId, name: nodeId });
      }
    }
    return findings.result();
  }

  /** Whether the run, or one of its re-runs, has completed the step or may still complete it. */
  private async isStepDone(run: ScannedRun | undefined, nodeId: string): Promise<boolean> {
    for (let current = run; current;) {
      if (current.erasedAt || !isFinalRun(current.status)) return true;
      const step = current.steps.find((one) => one.nodeId === nodeId);
      // A person who skips or cancels a step has seen what it did.
      if (step && ['succeeded', 'skipped', 'cancelled', 'uncertain'].includes(step.status)) return true;
      const next: string | undefined = current.rerunBy;
      current = next === undefined ? undefined : (await this.runs.byIds([next])).get(next);
    }
    return false;
  }

  private async totalsOffClicks(): Promise<ReconciliationCheck> {
    const findings = new Findings('totals');
    const { checked, differences } = await this.totals.run();
    findings.checked = checked;
    for (const { id, totals, counted, isMailing } of differences) {
      const byClicks = totals.clicks !== counted.clicks;
      findings.add({
        kind: isMailing ? 'mailing' : 'link',
        id,
        expected: byClicks ? counted.clicks : counted.clickers,
        found: byClicks ? totals.clicks : totals.clickers,
      });
    }
    return findings.result();
  }

  private runPages(ids: IdsBetween): AsyncGenerator<ScannedRun[]> {
    return pagesOf((after) => this.runs.page({ ...ids, after }, PAGE_SIZE), ids.after);
  }
}

const leavesLine = ({ type, status }: ScannedRun['steps'][number]): boolean =>
  status === 'succeeded' && LEAVING_LINES.has(type);

/** Reads page after page in the order of the ids. Other work of the process runs between two pages. */
async function* pagesOf<T extends { _id: string }>(
  read: (after: string) => Promise<T[]>,
  start: string,
): AsyncGenerator<T[]> {
  for (let after = start; ;) {
    const page = await read(after);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    if (page.length < PAGE_SIZE) return;
    after = last._id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
