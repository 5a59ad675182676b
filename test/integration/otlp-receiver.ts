import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const Attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
  }),
});
const OtlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  attributes: z.array(Attribute.loose()).default([]),
  links: z.array(z.object({ traceId: z.string() }).loose()).default([]),
});
const ExportedTraces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }).loose(),
      scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan.loose()) }).loose()),
    }),
  ),
});

export interface ReceivedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  startedAt: bigint;
  facts: Record<string, string>;
  /** Ids of the traces to which the span has links. */
  about: string[];
}

/** A trace collector: accepts OTLP as JSON over HTTP. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
    const receiver = new OtlpReceiver(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const taken = request.method === 'POST' && request.url === '/v1/traces' && receiver.take(body);
        response.writeHead(taken ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
      });
    });
    return receiver;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Returns all spans of the trace that has a span with this name and this attribute value, oldest first. */
  traceOf(name: string, fact: string, value: string): ReceivedSpan[] {
    const root = this.spans.find((span) => span.name === name && span.facts[fact] === value);
    return this.spans
      .filter((span) => span.traceId === root?.traceId)
      .sort((a, b) => Number(a.startedAt - b.startedAt));
  }

  private take(body: string): boolean {
    const { resourceSpans } = ExportedTraces.parse(JSON.parse(body));
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = factsOf(resource.attributes)['service.name'] ?? '';
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        this.spans.push({
          service,
          name: span.name,
          traceId: span.traceId,
          spanId: span.spanId,
          parentId: span.parentSpanId || undefined,
          startedAt: BigInt(span.startTimeUnixNano),
          facts: factsOf(span.attributes),
          about: span.links.map(({ traceId }) => traceId),
        });
      }
    }
    return true;
  }
}

const factsOf = (attributes: z.infer<typeof Attribute>[]): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? String(value.intValue ?? '')]),
  );
