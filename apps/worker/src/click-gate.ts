import { Injectable, Module } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CLICK_REASONS, type Verdict } from '@linkflow/contracts';
import type { GateDecision, GatedStep, StoredRun } from '@linkflow/engine';
import {
  ClickPolicies,
  ClicksModule,
  ClicksRepository,
  keepsWithdrawals,
  settledAt,
  settles,
  verdictOf,
  type ClickPolicy,
} from '@linkflow/links';
import { Clock } from '@linkflow/platform';

/** How long a verdict that this process stored is used without reading the click again, ms. */
const FRESH_MS = 1_000;
const OPEN: GateDecision = { kind: 'open' };

/** What is known of a click without reading it. */
interface SeenClick {
  verdict: Verdict;
  settles: boolean;
  /** When the click came and how it was judged, as long as nobody has judged it again. */
  asRecorded?: SettlingClick;
}

type SettlingClick = Parameters<typeof settledAt>[0];

interface Question {
  run: StoredRun;
  step: GatedStep;
  seen: SeenClick | undefined;
  policy: ClickPolicy;
}

/**
 * Decides by the verdict of a click which steps of its run are executed:
 *
 * - human: all, costly ones after the click has settled: what comes within seconds may still show that a machine opens the links
 * - suspect: harmless and reversible ones; costly ones are held for the window, and then as the installation says
 * - bot: harmless ones, and what takes a person off something after a pressed button; the others are skipped
 *
 * A person's decision about a held run goes before the verdict.
 */
@Injectable()
export class ClickGate {
  private readonly clicksSeen = new LRUCache<string, SeenClick>({ max: 20_000, ttl: FRESH_MS });

  constructor(
    private readonly clicks: ClicksRepository,
    private readonly policies: ClickPolicies,
    private readonly clock: Clock,
  ) {}

  /** Keeps the verdict with which a click was just stored, so that its run need not read it. */
  remember({ id, ...click }: SeenClick & { id: string }): void {
    this.clicksSeen.set(id, click);
  }

  decide(run: StoredRun, step: GatedStep): GateDecision | Promise<GateDecision> {
    if (run.decision === 'release') return OPEN;
    if (run.decision === 'drop' && step.risk === 'costly') return refuse('click.dropped');
    const seen = this.clicksSeen.get(run.trigger.id);
    if (seen?.verdict === 'human' && (step.risk !== 'costly' || !seen.settles)) return OPEN;
    const policy = this.policies.of(run.workflow.owner);
    if (policy instanceof Promise)
      return policy.then((found) => this.decideByPolicy({ run, step, seen, policy: found }));
    return this.decideByPolicy({ run, step, seen, policy });
  }

  private decideByPolicy({ run, step, seen, policy }: Question): GateDecision | Promise<GateDecision> {
    // Verdicts are only shown.
    if (policy.strictness === null) return OPEN;
    if (seen?.verdict === 'human' && seen.asRecorded) {
      const decision = this.decideSettling(seen.asRecorded, policy);
      // The run may be woken because its verdict has changed, so the click is read then.
      this.clicksSeen.delete(run.trigger.id);
      if (decision.kind === 'hold') return decision;
    }
    return this.decideByClick(run, step, policy);
  }

  private async decideByClick(run: StoredRun, step: GatedStep, policy: ClickPolicy): Promise<GateDecision> {
    const click = await this.clicks.find(run.trigger.id);
    // The click was deleted after its retention.
    if (!click) return OPEN;
    switch (verdictOf(click)) {
      case 'human':
        // A correction by a colleague is final, so nothing needs to be waited for.
        if (step.risk !== 'costly' || click.correction || !settles(click)) return OPEN;
        return this.decideSettling(click, policy);
      case 'bot':
        return step.withdraws && keepsWithdrawals(click) ? OPEN : refuse('click.machine');
      case 'suspect':
        return step.risk === 'costly' ? this.decideInDoubt(run.trigger.at, policy) : OPEN;
    }
  }

  private decideSettling(click: SettlingClick, policy: ClickPolicy): GateDecision {
    const until = settledAt(click, policy);
    if (this.clock.now() >= until) return OPEN;
    return { kind: 'hold', until, reason: CLICK_REASONS('click.settles'), brief: true };
  }

  private decideInDoubt(clickedAt: Date, { holdMs, unsure, lapseMs }: ClickPolicy): GateDecision {
    const now = this.clock.now();
    const windowEnds = new Date(clickedAt.getTime() + holdMs);
    if (now < windowEnds) return { kind: 'hold', until: windowEnds, reason: CLICK_REASONS('click.unsure') };
    if (unsure === 'release') return OPEN;
    const lapses = new Date(clickedAt.getTime() + Math.max(lapseMs, holdMs));
    if (now < lapses) return { kind: 'hold', until: lapses, reason: CLICK_REASONS('click.unsure-waits') };
    return refuse('click.lapsed');
  }
}

/** One gate for the process: what is remembered when a click is recorded is used when its run is walked. */
@Module({ imports: [ClicksModule], providers: [ClickGate], exports: [ClickGate] })
export class ClickGateModule {}

const refuse = (code: Parameters<typeof CLICK_REASONS>[0]): GateDecision => ({
  kind: 'refuse',
  reason: CLICK_REASONS(code),
});
