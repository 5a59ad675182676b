import { Worker } from 'node:worker_threads';

/** Stack of the thread: deep enough that the script's own engine notices too deep a recursion before the thread does. */
const STACK_MB = 16;
const HEAP_MB = 64;

/** One thread for one script at a time. */
export class ScriptThread {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private waiting: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  private gone = false;

  constructor() {
    // The bundler follows exactly this form and gives the thread a file of its own.
    this.worker = new Worker(new URL('./script.thread.mjs', import.meta.url), {
      resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: HEAP_MB },
    });
    // An idle thread keeps no process alive.
    this.worker.unref();
    this.ready = this.next().then(() => {});
    // Whoever gives the first order hears of a failed start; nobody else has to.
    this.ready.catch(() => {});
    this.worker.on('message', (answer: unknown) => this.settle((waiting) => waiting.resolve(answer)));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new Error('The script thread ended')));
  }

  get usable(): boolean {
    return !this.gone;
  }

  /** Has one order done. `begun` is called when the thread takes it up: its time counts from there. */
  async order(message: object, begun: () => void): Promise<unknown> {
    this.worker.ref();
    try {
      await this.ready;
      begun();
      const answer = this.next();
      this.worker.postMessage(message);
      return await answer;
    } finally {
      this.worker.unref();
    }
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    this.end(new Error('The script thread was ended'));
    await this.worker.terminate();
  }

  private next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  private end(error: Error): void {
    this.gone = true;
    this.settle((waiting) => waiting.reject(error));
  }

  private settle(how: (waiting: NonNullable<ScriptThread['waiting']>) => void): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) how(waiting);
  }
}
