import { Injectable } from '@nestjs/common';
import { Permanent, stepOfType } from '@linkflow/actions';
import { Clock, LiveEvents, Log } from '@linkflow/platform';
import { isFinalRun, type CompiledWorkflow } from '@linkflow/workflow';
import type { StoredRun, StoredStep } from '../persist/run.schema';
import { RunStore, announceRun } from '../persist/run-store';
import { TriggerTypes, Versions, type TriggerType } from '../ports';
import { AttemptAbort } from '../walk/attempt-abort';
import { EffectLedger, StepContextFactory } from '../walk/step-runner';

/**
 * Result of an undo. `busy`: a worker is walking the run, or it was changed meanwhile; the caller must try again. `undone`: number of steps
 * whose effect was undone now.
 */
export type UndoResult = { kind: 'busy' } | { kind: 'done'; undone: number };

/** `keepWithdrawals`: steps that take the person off something stay as they are. */
export interface UndoOptions {
  keepWithdrawals: boolean;
}

/**
 * Undoes the reversible steps of a run and of its re-runs, the last one first. The CRM ignores an undo if somebody else has set the value
 * since, so newer changes are kept. Idempotent: each undo has an effect key of its own, and an undo that a crash interrupted is repeated under the same key. The scope
 * of a step that happens once (`repeat`) is released, so that a later event may execute it.
 */
@Injectable()
export class RunUndo {
  constructor(
    private readonly store: RunStore,
    private readonly versions: Versions,
    private readonly triggers: TriggerTypes,
    private readonly contexts: StepContextFactory,
    private readonly ledger: EffectLedger,
    private readonly clock: Clock,
    private readonly live: LiveEvents,
    private readonly log: Log,
  ) {}

  /**
   * @returns `busy` also if no run with this id is stored, because the run of an event is stored at its first checkpoint
   * @throws if MongoDB or the CRM is unreachable
   */
  async undo(runId: string, options: UndoOptions): Promise<UndoResult> {
    const runs = await this.withReruns(runId);
    if (runs.length === 0 || runs.some(({ status }) => status === 'running')) return { kind: 'busy' };
    const runIds = runs.map(({ _id }) => _id);
    let undone = 0;
    for (const run of runs.toReversed()) {
      const result = await this.undoOne(run, runIds, options);
      if (result.kind === 'busy') return result;
      undone += result.undone;
    }
    return { kind: 'done', undone };
  }

  /** The run and its re-runs, the oldest first. */
  async withReruns(runId: string): Promise<StoredRun[]> {
    const runs: StoredRun[] = [];
    for (let id: string | undefined = runId; id !== undefined;) {
      const run: StoredRun | null = await this.store.get(id);
      if (run) runs.push(run);
      id = run?.rerunBy;
    }
    return runs;
  }

  private async undoOne(
    run: StoredRun,
    runIds: readonly string[],
    options: UndoOptions,
  ): Promise<UndoResult> {
    const version = await this.versions.load(run.workflow.owner, run.workflow.version);
    const trigger = this.triggers.byType.get(run.trigger.type);
    const steps = undoableSteps(run, options);
    if (steps.length === 0 || !version || !trigger || run.erasedAt) return { kind: 'done', undone: 0 };
    let undone = 0;
    const results = new Map<StoredStep, StoredStep>();
    for (const step of steps) {
      const kept = !(await this.undoStep(run, step, { workflow: version.workflow, trigger, runIds }));
      if (!kept) undone += 1;
      results.set(step, { ...step, undone: { at: this.clock.now(), kept } });
    }
    const next: StoredRun = {
      ...run,
      rev: run.rev + 1,
      steps: run.steps.map((step) => results.get(step) ?? step),
    };
    if (!(await this.store.replace(run, next))) return { kind: 'busy' };
    announceRun(this.live, this.clock, next);
    return { kind: 'done', undone };
  }

  /** Returns whether the undo changed anything. */
  private async undoStep(
    run: StoredRun,
    { nodeId, output = {} }: StoredStep,
    {
      workflow,
      trigger,
      runIds,
    }: { workflow: CompiledWorkflow; trigger: TriggerType; runIds: readonly string[] },
  ): Promise<boolean> {
    const node = workflow.nodes.get(nodeId);
    const undo = node && stepOfType(node.type)?.undo;
    if (!node || !undo) return false;
    const attempt = { run, trigger, workflow, node, number: 1, abort: new AttemptAbort() };
    const key = `${run._id}:${nodeId}`;
    const effect = { key: `${key}:undo`, isRepeat: false, undoes: { key, runIds } };
    const ctx = await this.contexts.create(attempt, effect);
    try {
      const changed = await undo(ctx, node.params, output);
      if (node.repeat) await this.ledger.release(run, nodeId, node.repeat);
      return changed;
    } catch (error) {
      if (!(error instanceof Permanent)) throw error;
      // For example, the contact was deleted: there is nothing left to undo.
      this.log.info({ runId: run._id, nodeId, code: error.code }, 'step could not be undone');
      return false;
    }
  }
}

/** The steps that have succeeded, can be undone and are not undone yet, the last one first. */
export const undoableSteps = ({ steps }: StoredRun, { keepWithdrawals }: UndoOptions): StoredStep[] =>
  steps
    .filter(({ type, status, undone }) => status === 'succeeded' && !undone && stepOfType(type)?.undo)
    .filter(({ type }) => !(keepWithdrawals && stepOfType(type)?.withdraws))
    .toReversed();

/**
 * Whether the run can be run again to make up for steps that were left out or undone because of doubt about its event. `codes`: the reasons
 * of such steps.
 */
export const canMakeUp = (run: StoredRun, codes: Readonly<Record<string, unknown>>): boolean =>
  isFinalRun(run.status) &&
  run.rerunBy === undefined &&
  !run.erasedAt &&
  run.steps.some(({ reason, undone }) => (reason && reason.code in codes) || undone?.kept === false);
