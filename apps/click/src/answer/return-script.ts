import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isHttpUrl, type ReturnScriptProblem } from '@linkflow/contracts';
import { SuspendedScripts } from '@linkflow/links';
import { Batcher, Log, Metrics, TimeoutError, withTimeout, type Stored } from '@linkflow/platform';
import { RETURN_SCRIPT_LIMITS, ScriptError, createSandbox } from '@linkflow/sandbox';
import type { CompiledNode } from '@linkflow/workflow';
import { RespondFacts, type ClickContext } from './respond-facts';

/** Timeouts in a row after which a script is suspended. */
const MAX_TIMEOUTS = 3;
/** How long a suspended script is not run. After that, one run is tried. */
const SUSPENDED_MS = 60_000;

/** The fields of a document in `scripts` that are read here. The collection belongs to libs/crm. */
interface StoredScript extends Stored {
  _id: string;
  name: string;
  source: string;
  deletedAt: Date | null;
}

interface BreakerState {
  timeouts: number;
  /** Epoch ms. */
  suspendedUntil: number;
}

/**
 * Suspends scripts that repeatedly exceed their time limit, so that recipients do not wait for them and they do not occupy the threads.
 * States of a script:
 *
 * - running: fewer than `MAX_TIMEOUTS` timeouts in a row.
 * - suspended: not run until `suspendedUntil`; then one run is tried. If it ends in time, the script is running again. If it times out, the
 *   script is suspended for another `SUSPENDED_MS`.
 */
@Injectable()
export class ScriptBreaker {
  /** State by script id. A script whose last run ended in time has no entry. */
  private readonly states = new Map<string, BreakerState>();

  constructor(
    private readonly shared: SuspendedScripts,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    metrics.gauge(
      'linkflow_return_scripts_suspended',
      'Scripts for redirects that are not run, because they exceeded their time repeatedly.',
      () => this.suspended().length,
    );
  }

  /** Ids of the suspended scripts. A script that no click has needed since its next try was due is not listed any more, as for ops. */
  suspended(): string[] {
    const since = Date.now() - SUSPENDED_MS;
    return [...this.states]
      .filter(([, state]) => state.timeouts >= MAX_TIMEOUTS && state.suspendedUntil > since)
      .map(([id]) => id);
  }

  mayRun(scriptId: string): boolean {
    const state = this.states.get(scriptId);
    if (!state || state.timeouts < MAX_TIMEOUTS) return true;
    if (Date.now() < state.suspendedUntil) return false;
    // This click tries the script. Other clicks do not run it until the try has ended, or for another `SUSPENDED_MS`.
    state.suspendedUntil = Date.now() + SUSPENDED_MS;
    return true;
  }

  timedOut({ _id: scriptId, name }: Pick<StoredScript, '_id' | 'name'>): void {
    const state = this.states.get(scriptId) ?? { timeouts: 0, suspendedUntil: 0 };
    this.states.set(scriptId, state);
    state.timeouts += 1;
    if (state.timeouts < MAX_TIMEOUTS) return;
    state.suspendedUntil = Date.now() + SUSPENDED_MS;
    // Ops see the script as suspended until this time. It is later than `suspendedUntil`, because the next try needs a click after that.
    const until = new Date(state.suspendedUntil + SUSPENDED_MS);
    this.shared.add({ id: scriptId, name, until }).catch(this.logFailure);
    if (state.timeouts > MAX_TIMEOUTS) return;
    this.log.error(
      { scriptId, suspendedMs: SUSPENDED_MS },
      'script for redirects suspended: it exceeded its time',
    );
  }

  inTime(scriptId: string): void {
    if (this.forget(scriptId)) this.log.info({ scriptId }, 'script for redirects is run again');
  }

  /** Removes the state of a script that was deleted, or that is fast enough again. Returns whether it was suspended. */
  forget(scriptId: string): boolean {
    const state = this.states.get(scriptId);
    this.states.delete(scriptId);
    if (!state || state.timeouts < MAX_TIMEOUTS) return false;
    this.shared.remove(scriptId).catch(this.logFailure);
    return true;
  }

  private readonly logFailure = (error: unknown): void => {
    this.log.warn({ err: error }, 'suspended script is not shown to ops');
  };
}

const THREADS = 2;
const WARM_MS = 3_000;
const LINK_HITS = 'link.hits';
const FIRST_HIT = 'click.first';

/** Runs the script of a `return-script` node, which chooses the URL of the redirect. On any failure the link's own URL is used. */
@Injectable()
export class ReturnScript implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sandbox = createSandbox({ threads: THREADS });

  constructor(
    private readonly batcher: Batcher,
    private readonly facts: RespondFacts,
    private readonly breaker: ScriptBreaker,
    private readonly log: Log,
  ) {}

  /** Starts the threads before the first click: starting a thread takes about as long as the time limit of a script. */
  async onApplicationBootstrap(): Promise<void> {
    await withTimeout(WARM_MS, () => this.sandbox.warm()).catch((error: unknown) =>
      this.log.warn({ err: error }, 'threads for scripts were not started before the first click'),
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }

  async run(node: CompiledNode, click: ClickContext): Promise<{ returnUrl?: string }> {
    const outcome = await this.addressOf(node, click);
    if (!('problem' in outcome)) return outcome;
    click.scriptProblems.set(node.id, outcome.problem);
    return {};
  }

  private async addressOf(
    node: CompiledNode,
    click: ClickContext,
  ): Promise<{ returnUrl: string } | { problem: ReturnScriptProblem }> {
    const { scriptId } = node.params;
    if (typeof scriptId !== 'string') return { problem: 'missing' };
    if (!this.breaker.mayRun(scriptId)) return { problem: 'suspended' };
    let running: StoredScript | undefined;
    try {
      const [script, variables] = await Promise.all([
        this.batcher.read<StoredScript>('scripts', scriptId),
        this.variablesOf(click),
      ]);
      if (!script || script.deletedAt) {
        this.breaker.forget(scriptId);
        return { problem: 'missing' };
      }
      const result = await this.sandbox.run({
        source: script.source,
        variables,
        limits: RETURN_SCRIPT_LIMITS,
        key: scriptId,
        // The limit includes the wait for a free thread, because the recipient waits for that too.
        signal: AbortSignal.timeout(RETURN_SCRIPT_LIMITS.timeMs * 2),
        onStart: () => (running = script),
      });
      this.breaker.inTime(scriptId);
      const { returnUrl } = result.variables;
      return returnUrl !== undefined && isHttpUrl(returnUrl) ? { returnUrl } : { problem: 'no-address' };
    } catch (error) {
      this.log.warn({ err: error, linkId: click.link.linkId, nodeId: node.id }, 'return script failed');
      if (!isTimeout(error)) {
        // Other errors, such as one of MongoDB, do not tell whether the script is fast enough now.
        if (error instanceof ScriptError) this.breaker.inTime(scriptId);
        return { problem: 'failed' };
      }
      // If the script has not started, it only waited for a thread, which does not count as a timeout of the script.
      if (running) this.breaker.timedOut(running);
      return { problem: 'timeout' };
    }
  }

  /** Returns the script's variables, named as in the product that Linkflow replaces. All values are text; unknown ones are empty. */
  private async variablesOf(click: ClickContext): Promise<Record<string, string>> {
    const { link, recipientId } = click;
    const [recipient, facts] = await Promise.all([
      this.facts.recipient(recipientId),
      this.facts.read([LINK_HITS, FIRST_HIT], click),
    ]);
    const { [LINK_HITS]: hits, [FIRST_HIT]: isFirst } = facts;
    return {
      custId: recipient?.contactId ?? '',
      linkId: link.linkId,
      shipmentId: recipient?.mailingId ?? link.mailingId ?? '',
      linkUrl: link.workflow.url,
      linkHits: typeof hits === 'number' ? String(hits) : '',
      firstHit: typeof isFirst === 'boolean' ? String(Number(isFirst)) : '',
    };
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof TimeoutError ||
  (error instanceof ScriptError && error.code === 'script.timeout') ||
  (error instanceof DOMException && error.name === 'TimeoutError');
