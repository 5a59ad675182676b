/** Attributes of a span. Undefined ones are omitted. */
export type SpanFacts = Record<string, string | number | boolean | undefined>;

/** W3C `traceparent` of a span, of this process or another one. */
export type TraceParent = string;

export interface SpanStart {
  /** The parent span. If absent, the span begins a new trace. */
  parent?: TraceParent | undefined;
  kind?: 'server' | 'producer' | 'internal';
  facts?: SpanFacts;
  /** Spans of other traces to link to. */
  about?: readonly TraceParent[];
  /** Start time; now if absent. */
  at?: Date;
}

export interface Span {
  /** `traceparent` for work that this span causes. */
  readonly context: TraceParent;
  end(options?: { facts?: SpanFacts; error?: string | undefined; at?: Date | undefined }): void;
}

/**
 * Traces of this process. `on` is false, and OpenTelemetry is not loaded, unless `OTEL_EXPORTER_OTLP_ENDPOINT` is set. Check `on`
 * first on hot paths, so that tracing costs nothing while it is off.
 */
export abstract class Tracing {
  abstract readonly on: boolean;
  abstract begin(name: string, start?: SpanStart): Span;
  /** Runs `work` with this span as the parent of the spans that instrumented libraries create. */
  abstract within<T>(span: Span, work: () => T): T;
  /** The active span of an instrumented library, e.g. of a BullMQ job; undefined if there is none. */
  abstract current(): TraceParent | undefined;
  /** Sends the spans that have not been sent yet, and stops tracing. */
  abstract close(): Promise<void>;
}

const NO_SPAN: Span = { context: '', end: () => undefined };

/** Used while tracing is off: does nothing. */
export class NoTracing extends Tracing {
  readonly on = false;

  begin(): Span {
    return NO_SPAN;
  }
  within<T>(_span: Span, work: () => T): T {
    return work();
  }
  current(): undefined {
    return undefined;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
