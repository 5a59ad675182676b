import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isHttpUrl, type ReturnScriptProblem, type ScriptParam } from '@linkflow/contracts';
import { SuspendedScripts } from '@linkflow/links';
import { Batcher, Log, Metrics, TimeoutError, withTimeout, type Stored } from '@linkflow/platform';
import { RETURN_SCRIPT_LIMITS, ScriptError, createSandbox } from '@linkflow/sandbox';
import { fillScriptParams, mergeText, type CompiledNode } from '@linkflow/workflow';
import { RespondFacts, type ClickContext } from './respond-facts';
import { SnapshotFile } from './snapshot-file';

/** Timeouts in a row after which a script is suspended. */
const MAX_TIMEOUTS = 3;
/** How long a suspended script is not run. After that, one run is tried. */
const SUSPENDED_MS = 60_000;

/** The fields of a document in `scripts` that are read here. The collection belongs to libs/crm. */
interface StoredScript extends Stored {
  _id: string;
  name: string;
  source: string;
  /** Absent in one that an earlier release has stored. */
  params?: ScriptParam[];
  deletedAt: Date | null;
}

interface BreakerState {
  timeouts: number;
  /** Time of `performance.now()`, which no correction of the machine's clock changes. */
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

  /** Ids of the suspended scripts. Leaves out a script whose next try has been due for `SUSPENDED_MS`, as the list for ops does. */
  suspended(): string[] {
    const since = performance.now() - SUSPENDED_MS;
    return [...this.states]
      .filter(([, state]) => state.timeouts >= MAX_TIMEOUTS && state.suspendedUntil > since)
      .map(([id]) => id);
  }

  mayRun(scriptId: string): boolean {
    const state = this.states.get(scriptId);
    if (!state || state.timeouts < MAX_TIMEOUTS) return true;
    if (performance.now() < state.suspendedUntil) return false;
    // This click tries the script. Other clicks do not run it until the try has ended, or for another `SUSPENDED_MS`.
    state.suspendedUntil = performance.now() + SUSPENDED_MS;
    return true;
  }

  timedOut({ _id: scriptId, name }: Pick<StoredScript, '_id' | 'name'>): void {
    const state = this.states.get(scriptId) ?? { timeouts: 0, suspendedUntil: 0 };
    this.states.set(scriptId, state);
    state.timeouts += 1;
    if (state.timeouts < MAX_TIMEOUTS) return;
    state.suspendedUntil = performance.now() + SUSPENDED_MS;
    // Ops see the script as suspended until this time. It is later than `suspendedUntil`, because the next try needs a click after that.
    const until = new Date(Date.now() + 2 * SUSPENDED_MS);
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

const RETURN_SCRIPT = 'return-script';
const THREADS = 2;
const WARM_MS = 3_000;
/**
 * How long a script may wait for a free thread, in addition to its own time limit. Longer than an endless script holds a thread, so that
 * other scripts get their turn after it.
 */
const MAX_WAIT_MS = RETURN_SCRIPT_LIMITS.timeMs * 2;
/** Time limit for reading a script. The recipient is answered even if MongoDB does not respond. */
const MAX_READ_MS = 500;
const LINK_HITS = 'link.hits';
const FIRST_HIT = 'click.first';

/**
 * Runs the script of a `return-script` node, which chooses the URL of the redirect. On any failure the link's own URL is used. The
 * recipient waits at most `MAX_READ_MS` until the script is read, `MAX_WAIT_MS` for a thread, and the script's own time limit.
 */
@Injectable()
export class ReturnScript implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly sandbox = createSandbox({ threads: THREADS });

  private warmed: Promise<void> | undefined;

  constructor(
    private readonly batcher: Batcher,
    private readonly facts: RespondFacts,
    private readonly breaker: ScriptBreaker,
    snapshots: SnapshotFile,
    private readonly log: Log,
  ) {
    // Before the file is loaded, so that each saved snapshot is seen once.
    snapshots.watch(({ respond }) => {
      if (respond?.document.nodes.some(({ type }) => type === RETURN_SCRIPT)) this.warmed ??= this.warm();
    });
  }

  /**
   * Waits for the threads that were started because the snapshot file has a link that runs a script. They are started as soon as such a
   * link is known, before its first click if possible: starting a thread takes about as long as the time limit of a script. Without such a
   * link no thread is started, because each takes some 20 MB of memory.
   */
  async onApplicationBootstrap(): Promise<void> {
    await this.warmed;
  }

  private async warm(): Promise<void> {
    await withTimeout(WARM_MS, () => this.sandbox.warm()).catch((error: unknown) =>
      this.log.warn({ err: error }, 'threads for scripts were not started before they were needed'),
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }

  /** @param texts the facts in the values of its parameters, as texts */
  async run(
    node: CompiledNode,
    click: ClickContext,
    texts: Readonly<Record<string, string>>,
  ): Promise<{ returnUrl?: string }> {
    const outcome = await this.addressOf(node, click, texts);
    if (!('problem' in outcome)) return outcome;
    click.scriptProblems.set(node.id, outcome.problem);
    return {};
  }

  private async addressOf(
    node: CompiledNode,
    click: ClickContext,
    texts: Readonly<Record<string, string>>,
  ): Promise<{ returnUrl: string } | { problem: ReturnScriptProblem }> {
    const { scriptId, values } = node.params;
    if (typeof scriptId !== 'string') return { problem: 'missing' };
    if (!this.breaker.mayRun(scriptId)) return { problem: 'suspended' };
    const waiting = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let script: StoredScript | null | undefined;
    try {
      const [found, variables] = await Promise.all([
        withTimeout(MAX_READ_MS, () => this.batcher.read<StoredScript>('scripts', scriptId)),
        this.variablesOf(click),
      ]);
      script = found;
      if (!script || script.deletedAt) {
        this.breaker.forget(scriptId);
        return { problem: 'missing' };
      }
      const filled = await fillScriptParams(script.params ?? [], values, (text) =>
        mergeText(text, texts, { escape: 'none' }),
      );
      if ('problem' in filled) return { problem: 'params' };
      timer = setTimeout(() => waiting.abort(new TimeoutError('no thread was free')), MAX_WAIT_MS);
      const result = await this.sandbox.run({
        source: script.source,
        variables,
        params: filled.params,
        limits: RETURN_SCRIPT_LIMITS,
        key: scriptId,
        // Ends only the wait for a free thread. A script that has started always gets its whole time: otherwise, with more clicks than
        // it can answer, each run would be stopped early, and the breaker would suspend a script that is fast enough.
        signal: waiting.signal,
        onStart: () => clearTimeout(timer),
      });
      this.breaker.inTime(scriptId);
      const { returnUrl } = result.variables;
      return returnUrl !== undefined && isHttpUrl(returnUrl) ? { returnUrl } : { problem: 'no-address' };
    } catch (error) {
      this.log.warn({ err: error, linkId: click.link.linkId, nodeId: node.id }, 'return script failed');
      // Other errors, such as one of MongoDB or a wait for a thread, do not tell whether the script is fast enough.
      if (script && error instanceof ScriptError) {
        if (error.code === 'script.timeout') this.breaker.timedOut(script);
        else this.breaker.inTime(scriptId);
      }
      return { problem: isTimeout(error) ? 'timeout' : 'failed' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns the script's variables, named as in the product that Linkflow replaces. All values are text; unknown ones are empty. */
  private async variablesOf(click: ClickContext): Promise<Record<string, string>> {
    const { link } = click;
    const [recipient, facts] = await Promise.all([
      this.facts.recipient(click, link.mailingId === null ? ['custId', 'shipmentId'] : ['custId']),
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
  error instanceof TimeoutError || (error instanceof ScriptError && error.code === 'script.timeout');
