import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  propagation,
  trace,
  type Context,
  type Link,
  type Span as OtelSpan,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { withTimeout } from './time';
import { Tracing, type Span, type SpanFacts, type SpanStart, type TraceParent } from './tracing';

const KINDS = { server: SpanKind.SERVER, producer: SpanKind.PRODUCER, internal: SpanKind.INTERNAL };

/** Spans that cannot be sent within this time are dropped, so that the process ends soon. */
const CLOSE_MS = 2_000;

/**
 * OpenTelemetry traces, sent as OTLP over HTTP. The OpenTelemetry packages read their own variables for endpoint, headers, sampler
 * and batches (`OTEL_EXPORTER_OTLP_*`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`).
 */
export class OtelTracing extends Tracing {
  readonly on = true;
  private readonly provider: NodeTracerProvider;
  private readonly tracer;

  constructor(app: string) {
    super();
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        'service.name': `linkflow-${app}`,
        'service.namespace': 'linkflow',
      }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    // Registered as the global provider, because bullmq-otel uses the global one.
    this.provider.register();
    this.tracer = this.provider.getTracer('linkflow');
  }

  begin(name: string, { parent, kind = 'internal', facts, about, at }: SpanStart = {}): Span {
    const under = parent === undefined ? ROOT_CONTEXT : contextOf(parent);
    const options = { kind: KINDS[kind], attributes: facts, startTime: at, links: about?.flatMap(linkTo) };
    return new RunningSpan(this.tracer.startSpan(name, options, under));
  }

  within<T>(span: Span, work: () => T): T {
    return context.with(contextOf(span.context), work);
  }

  current(): TraceParent | undefined {
    const span = trace.getActiveSpan();
    return span && traceParentOf(span);
  }

  async close(): Promise<void> {
    // An unreachable collector must not delay the end of the process.
    await withTimeout(CLOSE_MS, () => this.provider.shutdown()).catch(() => undefined);
  }
}

class RunningSpan implements Span {
  readonly context: TraceParent;

  constructor(private readonly span: OtelSpan) {
    this.context = traceParentOf(span);
  }

  end({ facts, error, at }: { facts?: SpanFacts; error?: string; at?: Date } = {}): void {
    if (facts) this.span.setAttributes(facts);
    if (error !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.span.end(at);
  }
}

function traceParentOf(span: OtelSpan): TraceParent {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

const contextOf = (traceparent: TraceParent): Context => propagation.extract(ROOT_CONTEXT, { traceparent });

function linkTo(traceparent: TraceParent): Link[] {
  const spanContext = trace.getSpanContext(contextOf(traceparent));
  return spanContext ? [{ context: spanContext }] : [];
}
