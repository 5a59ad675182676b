import type { Log } from '@linkflow/platform';

/** Does something again and again, never twice at once. A round that fails is told of and tried again. */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly log: Log,
    private readonly failed: string,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.round ??= this.work()
        .catch((error: unknown) => this.log.warn({ err: error }, this.failed))
        .finally(() => {
          this.round = undefined;
        });
    }, this.everyMs);
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }
}
