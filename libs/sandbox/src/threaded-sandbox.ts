import type { Sandbox, ScriptLimits, ScriptResult, ScriptRun, SyntaxProblem } from './sandbox.types';
import { ScriptError, type ScriptErrorCode } from './script-error';
import { ThreadPool } from './thread-pool';

/** For scripts that run in the background. The original allows 60 s and 8 MB; a worker has better things to do with a minute. */
export const RUN_SCRIPT_LIMITS: ScriptLimits = {
  timeMs: 2_000,
  memoryBytes: 8 * 1024 * 1024,
  outputBytes: 32 * 1024,
};
/** For scripts that a recipient waits for. */
export const RETURN_SCRIPT_LIMITS: ScriptLimits = { ...RUN_SCRIPT_LIMITS, timeMs: 200 };

/** How long the engine may take to notice that it shall stop, before its thread is ended from outside. */
const GRACE_MS = 250;
const CHECK_LIMITS: ScriptLimits = { ...RUN_SCRIPT_LIMITS };

export interface SandboxOptions {
  /** How many scripts may run side by side, one by default; the others wait in line. */
  threads?: number;
}

/** A sandbox whose scripts run in threads of their own. The first script starts the first thread. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return new ThreadedSandbox(new ThreadPool(options.threads ?? 1));
}

/** What the thread answers; see script-engine.mjs. */
interface RunAnswer {
  result?: ScriptResult;
  failure?: { code: ScriptErrorCode | 'script.aborted'; detail?: string; line?: number };
}
interface CheckAnswer {
  problem: SyntaxProblem | null;
}

class ThreadedSandbox implements Sandbox {
  constructor(private readonly pool: ThreadPool) {}

  async run({ source, variables, limits: given, signal, begun }: ScriptRun): Promise<ScriptResult> {
    const limits = { ...RUN_SCRIPT_LIMITS, ...given };
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const order = { kind: 'run', source, variables, limits, aborted: flag.buffer };
    const ask = (): void => void Atomics.store(flag, 0, 1);
    const { result, failure } = await this.give<RunAnswer>(order, limits, { signal, ask, begun });
    if (result) return result;
    if (!failure) throw new Error('The script thread gave no answer');
    if (failure.code === 'script.aborted') throw signal?.reason;
    throw new ScriptError(failure.code, limits, failure.detail, failure.line);
  }

  async checkSyntax(source: string): Promise<SyntaxProblem | null> {
    return (await this.give<CheckAnswer>({ kind: 'check', source }, CHECK_LIMITS)).problem;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  /** Has one order done. Asks the engine to stop where `ask` can, and ends the thread when that doesn't help. */
  private async give<Answer>(
    order: object,
    limits: ScriptLimits,
    { signal, ask, begun }: Pick<ScriptRun, 'signal' | 'begun'> & { ask?: () => void } = {},
  ): Promise<Answer> {
    const thread = await this.pool.take(signal);
    const alarms: NodeJS.Timeout[] = [];
    let timedOut = false;
    const abort = (): void => {
      ask?.();
      alarms.push(setTimeout(() => void thread.kill(), GRACE_MS));
    };
    try {
      const answer = await thread.order(order, () => {
        begun?.();
        alarms.push(
          setTimeout(() => {
            timedOut = true;
            void thread.kill();
          }, limits.timeMs + GRACE_MS),
        );
        if (signal?.aborted) abort();
        else signal?.addEventListener('abort', abort, { once: true });
      });
      // The thread is ours: this is the very shape that script.thread.mjs sends.
      return answer as Answer;
    } catch (error) {
      if (timedOut) throw new ScriptError('script.timeout', limits);
      throw signal?.aborted ? signal.reason : error;
    } finally {
      for (const alarm of alarms) clearTimeout(alarm);
      signal?.removeEventListener('abort', abort);
      this.pool.putBack(thread);
    }
  }
}
