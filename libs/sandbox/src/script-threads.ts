import { Worker } from 'node:worker_threads';

/** Stack of the thread. It must be deep enough that the script engine detects excessive recursion before the thread overflows. */
const STACK_MB = 16;
const HEAP_MB = 64;
/**
 * Young generation of the thread's heap. With Node 24's default, garbage of short scripts grows the semi-spaces and moves to the old
 * generation, where it stays for thousands of scripts (200 MB RSS measured after 20,000 scripts; 85 MB with this limit).
 */
const YOUNG_HEAP_MB = 8;

/** A worker thread that executes one order at a time. */
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

/** Starts threads on demand up to a maximum and reuses them. Callers wait in order when all are busy. */
export class ThreadPool {
  private readonly idle: ScriptThread[] = [];
  private readonly busy = new Set<ScriptThread>();
  private readonly waiting = new Set<(thread: ScriptThread) => void>();

  constructor(private readonly maxThreads: number) {}

  /** @throws the signal's reason when it is aborted before a thread is free */
  async acquire(signal?: AbortSignal): Promise<ScriptThread> {
    signal?.throwIfAborted();
    const thread = this.idle.pop() ?? (this.busy.size < this.maxThreads ? new ScriptThread() : undefined);
    if (thread) {
      this.busy.add(thread);
      return thread;
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(take);
        reject(signal?.reason);
      };
      const take = (free: ScriptThread): void => {
        signal?.removeEventListener('abort', leave);
        resolve(free);
      };
      this.waiting.add(take);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Returns a thread. The next waiting caller gets it, or a new one if it has ended. */
  release(thread: ScriptThread): void {
    this.busy.delete(thread);
    const [take] = this.waiting;
    if (!take) {
      if (thread.isUsable) this.idle.push(thread);
      return;
    }
    const next = thread.isUsable ? thread : new ScriptThread();
    this.waiting.delete(take);
    this.busy.add(next);
    take(next);
  }

  async close(): Promise<void> {
    await Promise.all([...this.idle.splice(0), ...this.busy].map((thread) => thread.terminate()));
  }
}
