import { Global, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { optional, readConfig } from '../config';
import { NoTracing, Tracing } from './tracing';

const TracingConfig = z.object({
  /** OTLP/HTTP endpoint of the trace collector. Absent: tracing is off. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url()),
});

async function createTracing(app: string): Promise<Tracing> {
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

@Global()
@Module({})
export class TracingModule {
  static forApp(app: string): DynamicModule {
    return {
      module: TracingModule,
      providers: [{ provide: Tracing, useFactory: () => createTracing(app) }, TracingCloser],
      exports: [Tracing],
    };
  }
}
