import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { HealthController, READY_CHECKS, STORES_NEEDED, type StoresNeeded } from './health.controller';
import type { ReadyCheck } from './ready-check';

/** What balancers and orchestrators ask. */
@Module({})
export class HealthModule {
  /** `checks`: what else must be there; each is provided by a global module. */
  static needing(stores: StoresNeeded, checks: Type<ReadyCheck>[] = []): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: STORES_NEEDED, useValue: stores },
        { provide: READY_CHECKS, useFactory: (...all: ReadyCheck[]) => all, inject: checks },
      ],
    };
  }
}
