import { Injectable } from '@nestjs/common';
import { stepOfType } from '@linkflow/actions';
import { CLICK_REASONS } from '@linkflow/contracts';
import { HeldRuns, RunCommands, RunUndo, RunVerdicts, canMakeUp, type StoredRun } from '@linkflow/engine';
import {
  ClicksRepository,
  DeliveryJudge,
  Rejudging,
  VerdictEvents,
  keepsWithdrawals,
  verdictOf,
  type ClickDoc,
} from '@linkflow/links';
import { AppError, Clock, Log, PeriodicTasks } from '@linkflow/platform';

const EVERY_MS = 1_000;
const LEASE_MS = 30_000;
const MAX_PER_PASS = 500;
/** A click that has no run so long after its verdict changed has none: its version has no background steps, or its run was deleted. */
const NO_RUN_AFTER_MS = 120_000;

const FOLLOWED_FIELDS = [
  'kind',
  'recipientId',
  'at',
  'verdict',
  'verdictWrites',
  'correction',
  'follow',
] as const satisfies readonly (keyof ClickDoc)[];
/** `history` has only the last event. */
type FollowedClick = Pick<ClickDoc, '_id' | (typeof FOLLOWED_FIELDS)[number] | 'history'>;

const PROJECTION = {
  ...Object.fromEntries(FOLLOWED_FIELDS.map((field) => [field, 1])),
  history: { $slice: -1 },
};

/**
 * Makes runs follow verdicts that have changed since they were started. The mark (`follow`) is stored with the change of the verdict, or with
 * the correction that causes it, so a crash only delays this. One worker at a time:
 *
 * - the run and its re-runs get the verdict, also when history was judged again; nothing else happens then
 * - the run is held, or its click settles: it continues, and its gate decides by the new verdict
 * - bot: its reversible steps are undone, except those that took the person off something after a pressed button (`keepsWithdrawals`)
 * - human by a colleague: a run that has ended without steps that were skipped or undone for a machine is run again
 *
 * The re-runs of a run follow with it. If one of them has made work for a colleague already, nothing is run again, because that would make it
 * twice.
 */
@Injectable()
export class VerdictFollowUp {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly judge: DeliveryJudge,
    private readonly held: HeldRuns,
    private readonly undo: RunUndo,
    private readonly commands: RunCommands,
    private readonly verdicts: RunVerdicts,
    private readonly clock: Clock,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'verdict-follow-up', everyMs: EVERY_MS, leaseMs: LEASE_MS, run: () => this.run() });
  }

  private async run(): Promise<void> {
    let marked = await this.marked();
    // A process may have crashed between a correction and the judgement, which stores the verdict that counts.
    const corrected = marked.filter(({ follow }) => follow === 'correction');
    if (corrected.length > 0) {
      await this.judge.judge(
        corrected.map(({ recipientId, at }) => ({ recipientId, at: at.getTime() })),
        { runsFollow: true },
      );
      marked = await this.marked();
    }
    for (const click of marked) {
      try {
        if (await this.follow(click)) await this.unmark(click);
      } catch (error) {
        this.log.error({ err: error, clickId: click._id }, 'the run of a click could not follow its verdict');
      }
    }
  }

  private marked(): Promise<FollowedClick[]> {
    return this.clicks.clicks
      .find<FollowedClick>({ follow: { $exists: true } }, { projection: PROJECTION })
      .sort({ _id: 1 })
      .limit(MAX_PER_PASS)
      .toArray();
  }

  /** Returns false if it must be tried again later. */
  private async follow(click: FollowedClick): Promise<boolean> {
    const verdict = verdictOf(click);
    // A colleague corrected the click after the judgement above. The next pass judges it again.
    if (click.correction && click.correction.verdict !== verdict) return false;
    const runs = await this.undo.withReruns(click._id);
    const last = runs.at(-1);
    if (!last) return this.clock.now().getTime() - changedAt(click).getTime() > NO_RUN_AFTER_MS;
    if (!(await this.verdicts.give(runs, { verdict, writes: click.verdictWrites ?? 0 }))) return false;
    if (click.follow === 'mark') return true;
    if (runs.some(({ status }) => status === 'running')) return false;
    if (verdict === 'bot') {
      const { kind } = await this.undo.undo(click._id, { keepWithdrawals: keepsWithdrawals(click) });
      if (kind === 'busy') return false;
    }
    const held = runs.filter(({ hold }) => hold !== undefined);
    if (held.length > 0) await this.held.wake(held.map(({ _id }) => _id));
    if (verdict === 'human' && click.follow === 'correction' && !runs.some(madeWork)) await this.makeUp(last);
    return true;
  }

  /** Runs again what was skipped or undone because a machine seemed to have clicked. */
  private async makeUp(run: StoredRun): Promise<void> {
    if (!canMakeUp(run, CLICK_REASONS.texts)) return;
    try {
      await this.commands.rerun(run._id);
    } catch (error) {
      // The link has no live version any more, or somebody has run it again meanwhile.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Removes the mark, unless the verdict has changed again meanwhile. */
  private async unmark({ _id, verdict, follow }: FollowedClick): Promise<void> {
    await this.clicks.clicks.updateOne(
      { _id, follow, ...(verdict === undefined ? { verdict: { $exists: false } } : { verdict }) },
      { $unset: { follow: '' } },
    );
  }
}

/** When the click got its verdict. */
const changedAt = ({ at, history }: FollowedClick): Date => history?.at(-1)?.at ?? at;

/** Whether a run has executed a costly step. */
const madeWork = ({ steps }: StoredRun): boolean =>
  steps.some(({ type, status }) => status === 'succeeded' && stepOfType(type)?.risk === 'costly');

/** Judges history again, in one worker. */
@Injectable()
export class RejudgingTask {
  constructor(rejudging: Rejudging, tasks: PeriodicTasks) {
    tasks.add({
      name: 'rejudging',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: (signal) => rejudging.run(signal),
    });
  }
}

/** Tells other systems of changed verdicts, in one worker. */
@Injectable()
export class VerdictEventsTask {
  constructor(events: VerdictEvents, tasks: PeriodicTasks) {
    tasks.add({
      name: 'verdict-events',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: (signal) => events.tell(signal),
    });
  }
}
