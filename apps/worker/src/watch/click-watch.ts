import { Injectable } from '@nestjs/common';
import type { RecordedClick } from '@linkflow/links';
import { Metrics, Tracing, type Count, type Span } from '@linkflow/platform';

/** What is told of clicks as they are recorded. */
@Injectable()
export class ClickWatch {
  private readonly recorded: Count;
  private readonly repeated: Count;
  private readonly aside: Count;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    const clicks = metrics.counts(
      'linkflow_clicks_recorded_total',
      'Clicks of jobs: recorded, delivered again and found recorded, or set aside with a reason.',
      ['outcome'],
    );
    this.recorded = clicks.of('recorded');
    this.repeated = clicks.of('repeated');
    this.aside = clicks.of('set-aside');
  }

  /** Records the clicks of one job under `record`; the span is about every click and hangs under their job. */
  async recording(record: () => Promise<RecordedClick[]>): Promise<RecordedClick[]> {
    const began = this.tracing.on ? new Date() : undefined;
    const recorded = await record();
    for (const one of recorded) {
      if (one.outcome === 'recorded') (one.isNew ? this.recorded : this.repeated).add();
      if (began) this.trace(one, began);
    }
    return recorded;
  }

  setAside(): void {
    this.aside.add();
  }

  /** Each click has a span of its own in its own trace, though all of a job are recorded together. */
  private trace(one: RecordedClick, began: Date): void {
    const { id, link, trace } = one.click;
    const job = this.tracing.current();
    const span: Span = this.tracing.begin('record', {
      parent: trace ?? job,
      about: trace !== undefined && job !== undefined ? [job] : [],
      at: began,
      facts: {
        'linkflow.click.id': id,
        'linkflow.link.id': link,
        'linkflow.click.outcome': one.outcome,
        'linkflow.click.repeated': one.outcome === 'recorded' ? !one.isNew : undefined,
      },
    });
    one.click.trace = span.context;
    span.end({ error: one.outcome === 'set-aside' ? one.reason : undefined });
  }
}
