import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { HealthController, READY_CHECKS } from './health.controller';
import type { ReadyCheck } from './ready-check';

/** What balancers and orchestrators ask an app that needs both its stores. */
@Module({})
export class HealthModule {
  /** `checks`: what else must be there; each is provided by a global module. */
  static needing(...checks: Type<ReadyCheck>[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: READY_CHECKS, useFactory: (...all: ReadyCheck[]) => all, inject: checks }],
    };
  }
}
