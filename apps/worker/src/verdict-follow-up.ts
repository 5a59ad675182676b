import { Injectable } from '@nestjs/common';
import { ACTIONS, isStep } from '@linkflow/actions';
import { CLICK_REASONS } from '@linkflow/contracts';
import { HeldRuns, RunCommands, RunStore, RunUndo, canMakeUp, type StoredRun } from '@linkflow/engine';
import { ClicksRepository, DeliveryJudge, Rejudging, verdictOf, type ClickDoc } from '@linkflow/links';
import { AppError, Clock, Log, PeriodicTasks } from '@linkflow/platform';

const EVERY_MS = 1_000;
const LEASE_MS = 30_000;
const MAX_PER_PASS = 500;
/** A click that still has no run so long after its verdict changed has none: its version has no background steps, or the run was deleted. */
const NO_RUN_AFTER_MS = 120_000;

type FollowedClick = Pick<
  ClickDoc,
  '_id' | 'recipientId' | 'at' | 'verdict' | 'correction' | 'follow' | 'history'
>;

const FOLLOWED_FIELDS = {
  recipientId: 1,
  at: 1,
  verdict: 1,
  correction: 1,
  follow: 1,
  history: { $slice: -1 },
} as const;

/**
 * Makes runs follow verdicts that have changed since they were started. The mark (`follow`) is stored with the change of the verdict, or with
 * the correction that causes it, so a crash only delays this. One worker at a time:
 *
 * - the run and its re-runs keep the verdict, by which funnels count them
 * - the run is held, or its click settles: it continues, and its gate decides by the new verdict
 * - bot: its reversible steps are undone
 * - human by a colleague: a run that has ended without steps that were skipped or undone for a machine is run again
 *
 * If history was judged again, nothing but the kept verdict changes. The re-runs of a run follow with it. If one of them has made work for a colleague already, nothing is run again, because that would make it
 * twice.
 */
@Injectable()
export class VerdictFollowUp {
  constructor(
    private readonly clicks: ClicksRepository,
    private readonly judge: DeliveryJudge,
    private readonly store: RunStore,
    private readonly held: HeldRuns,
    private readonly undo: RunUndo,
    private readonly commands: RunCommands,
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

  /** The clicks whose runs must follow. Those of history that was judged again come last, because there may be very many. */
  private async marked(): Promise<FollowedClick[]> {
    const marked = await this.markedBy(['judgement', 'correction'], MAX_PER_PASS);
    if (marked.length === MAX_PER_PASS) return marked;
    return [...marked, ...(await this.markedBy(['again'], MAX_PER_PASS - marked.length))];
  }

  private markedBy(kinds: NonNullable<ClickDoc['follow']>[], limit: number): Promise<FollowedClick[]> {
    return this.clicks.clicks
      .find<FollowedClick>({ follow: { $in: kinds } }, { projection: FOLLOWED_FIELDS })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  /** Returns false if it must be tried again later. */
  private async follow(click: FollowedClick): Promise<boolean> {
    const verdict = verdictOf(click);
    // A colleague corrected the click after the judgement above. The next pass judges it again.
    if (click.correction && click.correction.verdict !== verdict) return false;
    const runs = await this.undo.withReruns(click._id);
    const last = runs.at(-1);
    const changedAt = click.history?.at(-1)?.at ?? click.at;
    if (!last) return this.clock.now().getTime() - changedAt.getTime() > NO_RUN_AFTER_MS;
    // A re-run is being created.
    if (last.pendingRerun || runs.some(({ status }) => status === 'running')) return false;
    if (!(await this.store.setVerdict(runs, verdict))) return false;
    if (click.follow === 'again') return true;
    if (verdict === 'bot' && (await this.undo.undo(click._id)).kind === 'busy') return false;
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

/** Whether a run has executed a costly step. */
const madeWork = ({ steps }: StoredRun): boolean =>
  steps.some(({ type, status }) => {
    const action = ACTIONS.get(type);
    return status === 'succeeded' && action && isStep(action) && action.risk === 'costly';
  });

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
