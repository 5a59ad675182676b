import { ScriptError, type ScriptErrorCode, type ScriptLimits } from './script-error';
import { ThreadPool } from './script-threads';

export interface ScriptRun {
  source: string;
  /** Values of `getVariable(name)` and of the global variables with the same names. */
  variables: Readonly<Record<string, string>>;
  /** The properties of the frozen global object `params`. */
  params?: Readonly<Record<string, string | number | boolean | null>>;
  limits?: Partial<ScriptLimits>;
  signal?: AbortSignal;
  /**
   * Identifies the script. If runs wait for a thread, different scripts take turns. The runs of one script never occupy all threads, if
   * there are several. All runs without a key count as one script.
   */
  key?: string;
  /** Called when the script gets a thread, after it has waited for earlier scripts. */
  onStart?: () => void;
}

export interface ScriptResult {
  /** All variables after the script has ended: those that it was given and those that it set. */
  variables: Record<string, string>;
  /** The returned value if it is an object, otherwise `{ value }`, or `{}` if nothing was returned. JSON only. */
  output: Record<string, unknown>;
  /** One entry per call of `console.log`, in order. */
  log: string[];
}

export interface SyntaxProblem {
  message: string;
  /** Line of the source, from 1; absent if the engine does not report it. */
  line?: number;
}

/** Runs scripts that marketers write, isolated from the application. */
export interface Sandbox {
  /**
   * Runs a script and returns its result.
   * @throws ScriptError if the script fails or exceeds a limit
   * @throws the reason of `signal`, if it is aborted
   */
  run(script: ScriptRun): Promise<ScriptResult>;
  /** Checks a script without running it. Returns its first syntax error, or null. */
  checkSyntax(source: string): Promise<SyntaxProblem | null>;
  /** Terminates the threads. A later run starts new ones. */
  close(): Promise<void>;
}

export interface WarmSandbox extends Sandbox {
  /** Starts all threads, so that the first scripts do not wait for them. */
  warm(): Promise<void>;
}

/** Limits of scripts in the background. The product that Linkflow replaces allows 60 s and 8 MB; a worker cannot wait for a minute. */
export const RUN_SCRIPT_LIMITS: ScriptLimits = {
  timeMs: 2_000,
  memoryBytes: 8 * 1024 * 1024,
  outputBytes: 32 * 1024,
};
/** Limits of return scripts, for whose result a recipient waits. */
export const RETURN_SCRIPT_LIMITS: ScriptLimits = { ...RUN_SCRIPT_LIMITS, timeMs: 200 };

/** After a timeout or an abort, the engine has this time to stop by itself before its thread is terminated, ms. */
const STOP_TIMEOUT_MS = 250;

export interface SandboxOptions {
  /** Maximum number of concurrent scripts, 1 by default. Further scripts wait; see `ScriptRun.key`. */
  threads?: number;
}

/** Makes a sandbox that runs scripts in worker threads. The first script starts the first thread. */
export function createSandbox(options: SandboxOptions = {}): WarmSandbox {
  return new ThreadedSandbox(new ThreadPool(options.threads ?? 1));
}

/** Answers of the thread; see script-engine.mjs. */
interface RunAnswer {
  result?: ScriptResult;
  failure?: { code: ScriptErrorCode | 'script.aborted'; detail?: string; line?: number; at?: string };
}
interface CheckAnswer {
  problem: SyntaxProblem | null;
}

interface Control extends Pick<ScriptRun, 'signal' | 'onStart' | 'key'> {
  /** Requests the engine to stop the script. */
  requestStop?: () => void;
}

class ThreadedSandbox implements WarmSandbox {
  constructor(private readonly pool: ThreadPool) {}

  async run({
    source,
    variables,
    params = {},
    limits: given,
    signal,
    key,
    onStart,
  }: ScriptRun): Promise<ScriptResult> {
    const limits = { ...RUN_SCRIPT_LIMITS, ...given };
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const order = { kind: 'run', source, variables, params, limits, aborted: flag.buffer };
    const requestStop = (): void => void Atomics.store(flag, 0, 1);
    const { result, failure } = await this.execute<RunAnswer>(order, limits, {
      signal,
      key,
      requestStop,
      onStart,
    });
    if (result) return result;
    if (!failure) throw new Error('The script thread returned no answer');
    if (failure.code === 'script.aborted') throw signal?.reason;
    throw new ScriptError(failure.code, limits, failure.detail, failure.line, failure.at);
  }

  async checkSyntax(source: string): Promise<SyntaxProblem | null> {
    return (await this.execute<CheckAnswer>({ kind: 'check', source }, RUN_SCRIPT_LIMITS)).problem;
  }

  async warm(): Promise<void> {
    const checks = Array.from({ length: this.pool.maxThreads }, (_, n) =>
      this.execute<CheckAnswer>({ kind: 'check', source: '' }, RUN_SCRIPT_LIMITS, { key: `warm-${n}` }),
    );
    await Promise.all(checks);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  /**
   * Sends one order to a thread and returns the answer. On abort it requests the engine to stop, and terminates the thread if the engine
   * has not stopped after `STOP_TIMEOUT_MS`.
   */
  private async execute<Answer>(
    order: object,
    limits: ScriptLimits,
    { signal, key, requestStop, onStart }: Control = {},
  ): Promise<Answer> {
    const thread = await this.pool.acquire({ signal, key });
    const timers: NodeJS.Timeout[] = [];
    let timedOut = false;
    const abort = (): void => {
      requestStop?.();
      timers.push(setTimeout(() => void thread.terminate(), STOP_TIMEOUT_MS));
    };
    try {
      const answer = await thread.execute(order, () => {
        // The thread may have been starting when the signal was aborted.
        signal?.throwIfAborted();
        onStart?.();
        timers.push(
          setTimeout(() => {
            timedOut = true;
            void thread.terminate();
          }, limits.timeMs + STOP_TIMEOUT_MS),
        );
        signal?.addEventListener('abort', abort, { once: true });
      });
      // The cast is safe: script.thread.mjs sends exactly this shape.
      return answer as Answer;
    } catch (error) {
      if (timedOut) throw new ScriptError('script.timeout', limits);
      throw signal?.aborted ? signal.reason : error;
    } finally {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.pool.release(thread, key);
    }
  }
}
