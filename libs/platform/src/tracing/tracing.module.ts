import { Global, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { optional } from '../config/platform.config';
import { readConfig } from '../config/read-config';
import { NoTracing, Tracing } from './tracing';

const TracingConfig = z.object({
  /** Where traces are sent, as OTLP over HTTP. Without it nothing is traced and nothing of it is loaded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url()),
});

async function startTracing(app: string): Promise<Tracing> {
  if (readConfig(TracingConfig).OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return new NoTracing();
  const { OtelTracing } = await import('./otel-tracing');
  return new OtelTracing(app);
}

@Injectable()
class TracingCloser implements OnApplicationShutdown {
  constructor(private readonly tracing: Tracing) {}
  onApplicationShutdown(): Promise<void> {
    return this.tracing.close();
  }
}

/** The traces of one process. */
@Global()
@Module({})
export class TracingModule {
  static forApp(app: string): DynamicModule {
    return {
      module: TracingModule,
      providers: [{ provide: Tracing, useFactory: () => startTracing(app) }, TracingCloser],
      exports: [Tracing],
    };
  }
}
