/** What a span says of its work. What is undefined is left out. */
export type SpanFacts = Record<string, string | number | boolean | undefined>;

/** Where a span hangs: the W3C `traceparent` of another one, of this process or of any other. */
export type TraceParent = string;

export interface SpanStart {
  /** Without one it begins a trace. */
  parent?: TraceParent | undefined;
  kind?: 'server' | 'producer' | 'internal';
  facts?: SpanFacts;
  /** Spans of other traces that this one is about, too. */
  about?: readonly TraceParent[];
  /** When it began, when that was not now. */
  at?: Date;
}

/** A piece of work while it is under way. */
export interface Span {
  /** For whatever this piece of work causes. */
  readonly context: TraceParent;
  end(how?: { facts?: SpanFacts; error?: string | undefined; at?: Date | undefined }): void;
}

/**
 * Traces of this process, in words of our own. `on` is false, and nothing of OpenTelemetry is loaded, unless
 * `OTEL_EXPORTER_OTLP_ENDPOINT` is set: ask it first, so that a click and a step cost nothing for it.
 */
export abstract class Tracing {
  abstract readonly on: boolean;
  abstract begin(name: string, start?: SpanStart): Span;
  /** Does the work so that what libraries trace of it hangs under this span. */
  abstract within<T>(span: Span, work: () => T): T;
  /** The span that libraries have put around what runs now, e.g. a job. */
  abstract current(): TraceParent | undefined;
  /** Sends what has not been sent. */
  abstract close(): Promise<void>;
}

/** Nobody listens. */
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

const NO_SPAN: Span = { context: '', end: () => undefined };
