import { ScriptThread } from './script-thread';

/** A few threads, started when they are needed and kept. Who finds none free waits in line, in order. */
export class ThreadPool {
  private readonly idle: ScriptThread[] = [];
  private readonly busy = new Set<ScriptThread>();
  private readonly line = new Set<(thread: ScriptThread) => void>();

  constructor(private readonly size: number) {}

  /** @throws the signal's reason when it is aborted in line */
  async take(signal?: AbortSignal): Promise<ScriptThread> {
    signal?.throwIfAborted();
    const thread = this.idle.pop() ?? (this.busy.size < this.size ? new ScriptThread() : undefined);
    if (thread) {
      this.busy.add(thread);
      return thread;
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.line.delete(turn);
        reject(signal?.reason);
      };
      const turn = (given: ScriptThread): void => {
        signal?.removeEventListener('abort', leave);
        resolve(given);
      };
      this.line.add(turn);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives a thread back; one that has ended is replaced for whoever waits. */
  putBack(thread: ScriptThread): void {
    this.busy.delete(thread);
    const [turn] = this.line;
    if (!turn) {
      if (thread.usable) this.idle.push(thread);
      return;
    }
    const next = thread.usable ? thread : new ScriptThread();
    this.line.delete(turn);
    this.busy.add(next);
    turn(next);
  }

  async close(): Promise<void> {
    await Promise.all([...this.idle.splice(0), ...this.busy].map((thread) => thread.kill()));
  }
}
