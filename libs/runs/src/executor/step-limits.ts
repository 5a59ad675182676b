import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { StepTimeout } from './step-outcome';

/** How exact a limit is, ms. */
const TICK_MS = 50;

/** Keeps the time of the steps under way: one timer for all of them, as a timer for each would be the dearest thing in a short step. */
@Injectable()
export class StepLimits implements OnModuleInit, OnApplicationShutdown {
  private readonly ends = new Map<AbortController, number>();
  private timer: NodeJS.Timeout | undefined;

  onModuleInit(): void {
    this.timer = setInterval(() => this.endOverdue(), TICK_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Aborts the step with a StepTimeout in `ms`, unless it is cleared first. */
  set(step: AbortController, ms: number): void {
    this.ends.set(step, performance.now() + ms);
  }

  clear(step: AbortController): void {
    this.ends.delete(step);
  }

  private endOverdue(): void {
    const now = performance.now();
    for (const [step, end] of this.ends) {
      if (end > now) continue;
      this.ends.delete(step);
      step.abort(new StepTimeout());
    }
  }
}
