import type { Worker } from 'node:worker_threads';
import { AppError } from './errors';

export interface TaskThreadOptions {
  /**
   * Starts the thread. It answers each message with `{ result }` or `{ error }`. The call `new Worker(new URL('./x.mjs',
   * import.meta.url))` must stand in the lib that owns the file, because the bundler recognises only this form.
   */
  start: () => Worker;
  /** Longest time of one task, ms. The thread is ended then, and the next task starts a new one. */
  maxTaskMs: number;
  /** Most tasks that wait for the thread. */
  maxWaiting: number;
}

/** Memory of a thread. A task that needs more ends its thread and is refused. */
export const THREAD_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

/** Runs tasks that take long in a thread, one at a time, so that they do not block the event loop. The thread starts with the first task. */
export class TaskThread<Task, Result> {
  private thread: Worker | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly options: TaskThreadOptions) {}

  /** @throws AppError service.unavailable if too many tasks wait, or if the task takes too long */
  run(task: Task): Promise<Result> {
    if (this.waiting >= this.options.maxWaiting)
      throw new AppError('service.unavailable', 'Too much content is being processed; try again.');
    this.waiting += 1;
    const done = this.last.then(() => this.inThread(task)).finally(() => (this.waiting -= 1));
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.thread?.terminate();
  }

  private inThread(task: Task): Promise<Result> {
    const thread = (this.thread ??= this.start());
    thread.ref();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        thread.off('message', onMessage).off('error', onFailure).off('exit', onExit);
        thread.unref();
        settle();
      };
      const onMessage = (answer: { result?: Result; error?: Error }): void =>
        end(() => (answer.error ? reject(answer.error) : resolve(answer.result as Result)));
      const onFailure = (error: Error): void =>
        end(() => {
          this.thread = null;
          reject(error);
        });
      const onExit = (): void => onFailure(new Error('The thread ended.'));
      const timer = setTimeout(() => {
        void thread.terminate();
        onFailure(new AppError('service.unavailable', 'The content took too long to process; try again.'));
      }, this.options.maxTaskMs);
      thread.on('message', onMessage).on('error', onFailure).on('exit', onExit);
      thread.postMessage(task);
    });
  }

  private start(): Worker {
    const thread = this.options.start();
    // An idle thread must not keep the process alive. Its errors are reported to the task that it runs.
    thread.on('error', () => undefined);
    thread.unref();
    return thread;
  }
}
