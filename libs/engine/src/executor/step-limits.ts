import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Cutoff } from './cutoff';
import { StepTimeout } from './step-outcome';

/** How exact a limit is, ms. */
const TICK_MS = 50;

interface Limit {
  readonly ms: number;
  end: number;
}

/** Keeps the time of the steps under way: one timer for all of them, as a timer for each would be the dearest thing in a short step. */
@Injectable()
export class StepLimits implements OnModuleInit, OnApplicationShutdown {
  private readonly limits = new Map<Cutoff, Limit>();
  private timer: NodeJS.Timeout | undefined;

  onModuleInit(): void {
    this.timer = setInterval(() => this.endOverdue(), TICK_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Aborts the step with a StepTimeout in `ms`, unless it is cleared first. */
  set(step: Cutoff, ms: number): void {
    this.limits.set(step, { ms, end: performance.now() + ms });
  }

  clear(step: Cutoff): void {
    this.limits.delete(step);
  }

  /** The step stands in line in this process, which is no time of its own: many steps at once must not make each other late. */
  suspend(signal: AbortSignal): void {
    const limit = this.of(signal);
    if (limit) limit.end = Number.POSITIVE_INFINITY;
  }

  /** It has its turn, and all of its time. */
  resume(signal: AbortSignal): void {
    const limit = this.of(signal);
    if (limit) limit.end = performance.now() + limit.ms;
  }

  private of(signal: AbortSignal): Limit | undefined {
    const step = Cutoff.of(signal);
    return step && this.limits.get(step);
  }

  private endOverdue(): void {
    const now = performance.now();
    for (const [step, { end }] of this.limits) {
      if (end > now) continue;
      this.limits.delete(step);
      step.abort(new StepTimeout());
    }
  }
}
