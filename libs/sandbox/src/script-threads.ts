import { Worker } from 'node:worker_threads';

/** Stack of the thread. It must be deep enough that the script engine detects excessive recursion before the thread overflows. */
const STACK_MB = 16;
const HEAP_MB = 64;
/**
 * Young generation of the thread's heap. With Node 24's default, garbage of short scripts grows the semi-spaces and moves to the old
 * generation, where it stays for thousands of scripts (200 MB RSS measured after 20,000 scripts; 85 MB with this limit).
 */
const YOUNG_HEAP_MB = 8;

/** A worker thread that executes one order at a time: it runs a script or checks its syntax. */
export class ScriptThread {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private pending: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  private ended = false;

  constructor() {
    // The bundler recognises this form and emits the thread's file.
    this.worker = new Worker(new URL('./script.thread.mjs', import.meta.url), {
      resourceLimits: {
        stackSizeMb: STACK_MB,
        maxOldGenerationSizeMb: HEAP_MB,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    // An idle thread must not keep the process alive.
    this.worker.unref();
    this.ready = this.nextAnswer().then(() => {});
    // A failed start is reported to the first order; without an order it must not become an unhandled rejection.
    this.ready.catch(() => {});
    this.worker.on('message', (answer: unknown) => this.complete((pending) => pending.resolve(answer)));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new Error('The script thread ended')));
  }

  get isUsable(): boolean {
    return !this.ended;
  }

  /** @param onStart called when the thread is ready and the order is about to be sent */
  async execute(order: object, onStart: () => void): Promise<unknown> {
    this.worker.ref();
    try {
      await this.ready;
      onStart();
      const answer = this.nextAnswer();
      this.worker.postMessage(order);
      return await answer;
    } finally {
      this.worker.unref();
    }
  }

  /** Stops the thread immediately, also in the middle of a script. */
  async terminate(): Promise<void> {
    this.end(new Error('The script thread was terminated'));
    await this.worker.terminate();
  }

  private nextAnswer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
    });
  }

  private end(error: Error): void {
    this.ended = true;
    this.complete((pending) => pending.reject(error));
  }

  private complete(how: (pending: NonNullable<ScriptThread['pending']>) => void): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending) how(pending);
  }
}

export interface ThreadRequest {
  signal?: AbortSignal | undefined;
  /** Identifies the script, see `ScriptRun.key`. Callers with different keys take turns. */
  key?: string | undefined;
}

interface Waiting {
  key: string | undefined;
  take(thread: ScriptThread): void;
}

/**
 * Starts threads on demand up to a maximum and reuses them. Callers wait while all threads are busy; those with different keys take turns.
 * The callers with one key never hold all threads (if there are several), so that a slow script cannot stop the others.
 */
export class ThreadPool {
  private readonly idle: ScriptThread[] = [];
  private readonly busy = new Set<ScriptThread>();
  /** Number of busy threads by key. */
  private readonly held = new Map<string | undefined, number>();
  /** Waiting callers by key. The key that was served last is at the end, so that the other keys are served before it. */
  private readonly waiting = new Map<string | undefined, Set<Waiting>>();

  constructor(readonly maxThreads: number) {}

  /**
   * Resolves when a thread is free for this key.
   * @throws the reason of `signal`, if it is aborted before that
   */
  async acquire({ signal, key }: ThreadRequest = {}): Promise<ScriptThread> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        key,
        take: (thread) => {
          signal?.removeEventListener('abort', leave);
          resolve(thread);
        },
      };
      const leave = (): void => {
        this.leave(waiting);
        reject(signal?.reason);
      };
      const same = this.waiting.get(key);
      if (same) same.add(waiting);
      else this.waiting.set(key, new Set([waiting]));
      signal?.addEventListener('abort', leave, { once: true });
      this.serve();
    });
  }

  /** Gives a thread back to the pool. `key` must be the one that the thread was acquired with. */
  release(thread: ScriptThread, key?: string): void {
    this.busy.delete(thread);
    const held = (this.held.get(key) ?? 0) - 1;
    if (held > 0) this.held.set(key, held);
    else this.held.delete(key);
    if (thread.isUsable) this.idle.push(thread);
    this.serve();
  }

  async close(): Promise<void> {
    await Promise.all([...this.idle.splice(0), ...this.busy].map((thread) => thread.terminate()));
  }

  private serve(): void {
    for (;;) {
      const next = this.busy.size < this.maxThreads ? this.next() : undefined;
      if (!next) return;
      const thread = this.idle.pop() ?? new ScriptThread();
      this.busy.add(thread);
      this.held.set(next.key, (this.held.get(next.key) ?? 0) + 1);
      next.take(thread);
    }
  }

  /** Removes and returns the caller whose turn it is; undefined if none may have a thread now. */
  private next(): Waiting | undefined {
    const maxOfKey = Math.max(1, this.maxThreads - 1);
    for (const [key, callers] of this.waiting) {
      if ((this.held.get(key) ?? 0) >= maxOfKey) continue;
      const [caller] = callers;
      if (!caller) continue;
      this.waiting.delete(key);
      callers.delete(caller);
      if (callers.size > 0) this.waiting.set(key, callers);
      return caller;
    }
    return undefined;
  }

  private leave(caller: Waiting): void {
    const callers = this.waiting.get(caller.key);
    callers?.delete(caller);
    if (callers?.size === 0) this.waiting.delete(caller.key);
  }
}
