import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Metrics, Tracing, type Count, type Span } from '@linkflow/platform';
import type { NeutralReason } from '../pages/neutral-pages';

type Kind = ClickRecord['kind'];

/** Links that one span may carry; OpenTelemetry drops what is more. */
const MOST_LINKS = 128;

/** What is told of the hot path: two additions for each click, and a span where somebody listens. */
@Injectable()
export class ClickWatch {
  private readonly accepted: Record<Kind, Count>;
  private readonly answers: Record<Kind | 'look' | NeutralReason, Count>;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    const accepted = metrics.counts(
      'linkflow_clicks_accepted_total',
      'Clicks taken in: "click" of a link, "confirm" of a button on a confirm page.',
      ['kind'],
    );
    const answers = metrics.counts(
      'linkflow_answers_total',
      'Answers given: to a click or confirm, to who only looks (HEAD, prefetch), and neutral pages by their reason.',
      ['kind'],
    );
    this.accepted = { click: accepted.of('click'), confirm: accepted.of('confirm') };
    this.answers = {
      click: answers.of('click'),
      confirm: answers.of('confirm'),
      look: answers.of('look'),
      unknown: answers.of('unknown'),
      away: answers.of('away'),
      'too-large': answers.of('too-large'),
    };
  }

  /** A click is taken in. It carries its trace on from here. */
  accept(click: ClickRecord): Span | undefined {
    this.accepted[click.kind].add();
    if (!this.tracing.on) return undefined;
    const span = this.tracing.begin('click', {
      kind: 'server',
      facts: {
        'linkflow.click.id': click.id,
        'linkflow.click.kind': click.kind,
        'linkflow.link.id': click.link,
        'linkflow.link.version': click.version,
      },
    });
    click.trace = span.context;
    return span;
  }

  /** Somebody has their answer. */
  answered(what: keyof ClickWatch['answers'], span?: Span): void {
    this.answers[what].add();
    span?.end();
  }

  /** Clicks leave as one job: its span hangs under the click it carries, or is about all of them. */
  async sending(clicks: readonly ClickRecord[], send: () => Promise<void>): Promise<void> {
    if (!this.tracing.on) return send();
    const traces = clicks.flatMap(({ trace }) => trace ?? []);
    const span = this.tracing.begin('send clicks', {
      kind: 'producer',
      parent: traces.length === 1 ? traces[0] : undefined,
      about: traces.length === 1 ? [] : traces.slice(0, MOST_LINKS),
      facts: { 'linkflow.clicks': clicks.length },
    });
    try {
      await this.tracing.within(span, send);
      span.end();
    } catch (error) {
      span.end({ error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }
}
