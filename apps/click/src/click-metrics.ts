import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Metrics, Tracing, type Counter, type Span } from '@linkflow/platform';
import type { NeutralReason } from './http/pages';
import { JournalStats } from './outbox/journal';

type Kind = ClickRecord['kind'];

/** OpenTelemetry drops further links of a span. */
const MAX_SPAN_LINKS = 128;

/** Metrics and spans of clicks. Costs two additions per click, and a span if tracing is on. */
@Injectable()
export class ClickMetrics {
  private readonly acceptedClicks: Record<Kind, Counter>;
  private readonly answers: Record<Kind | 'look' | NeutralReason, Counter>;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
    journal: JournalStats,
  ) {
    const accepted = metrics.counters(
      'linkflow_clicks_accepted_total',
      'Clicks accepted: "click" of a link, "confirm" of a button on a confirm page.',
      ['kind'],
    );
    const answers = metrics.counters(
      'linkflow_answers_total',
      'Answers sent: to a "click" or "confirm", to a HEAD or prefetch ("look"), and neutral pages by their reason.',
      ['kind'],
    );
    this.acceptedClicks = { click: accepted.of('click'), confirm: accepted.of('confirm') };
    this.answers = {
      click: answers.of('click'),
      confirm: answers.of('confirm'),
      look: answers.of('look'),
      unknown: answers.of('unknown'),
      away: answers.of('away'),
      'too-large': answers.of('too-large'),
    };
    publishJournal(metrics, journal);
  }

  /** Counts an accepted click. With tracing on, starts its span and stores the trace context in the click. */
  accepted(click: ClickRecord): Span | undefined {
    this.acceptedClicks[click.kind].add();
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

  /** Counts a sent answer and ends the click's span. */
  answered(kind: keyof ClickMetrics['answers'], span?: Span): void {
    this.answers[kind].add();
    span?.end();
  }

  /** Runs `send` in a span: a child of the click's span if the job has one click, else linked to the spans of its clicks. */
  async sending(clicks: readonly ClickRecord[], send: () => Promise<void>): Promise<void> {
    if (!this.tracing.on) return send();
    const traces = clicks.flatMap(({ trace }) => trace ?? []);
    const span = this.tracing.begin('send clicks', {
      kind: 'producer',
      parent: traces.length === 1 ? traces[0] : undefined,
      about: traces.length === 1 ? [] : traces.slice(0, MAX_SPAN_LINKS),
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

function publishJournal(metrics: Metrics, journal: JournalStats): void {
  metrics.counterFrom(
    'linkflow_journal_written_total',
    'Clicks written to the journal.',
    () => journal.written,
  );
  metrics.counterFrom(
    'linkflow_journal_replayed_total',
    'Clicks of the journal that were queued again.',
    () => journal.replayed,
  );
  metrics.counterFrom(
    'linkflow_clicks_lost_total',
    'Clicks that were answered, but that neither Redis nor the journal took.',
    () => journal.lost,
  );
  metrics.gauge('linkflow_journal_bytes', 'Size of the files of the journal.', () => journal.bytes);
  metrics.gauge('linkflow_journal_full', '1 while the journal takes no more clicks.', () =>
    journal.full ? 1 : 0,
  );
}
