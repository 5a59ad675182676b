import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { EffectLedger } from './executor/effect-ledger';
import { LeaseKeeper } from './executor/lease-keeper';
import { RunExecutor } from './executor/run-executor';
import { StepContexts } from './executor/step-context';
import { StepLimits } from './executor/step-limits';
import { StepRunner } from './executor/step-runner';
import { Versions } from './ports';
import { EffectSchema, LeaseSchema, RunSchema } from './store/run.schema';
import { RunQueries } from './store/run-queries';
import { RunStore } from './store/run-store';
import { SingleLease } from './timers/lease';
import { Reconciler } from './timers/reconciler';
import { Timers } from './timers/timers';
import { RunVerbs } from './verbs/run-verbs';
import { RunWatch } from './watch/run-watch';

const collections = MongooseModule.forFeature([
  { name: 'Run', schema: RunSchema },
  { name: 'Effect', schema: EffectSchema },
  { name: 'Lease', schema: LeaseSchema },
]);

/** Runs and what happens to them. The house around gives its answers to the ports (see ports.ts). */
@Module({})
export class RunsModule {
  /** For the app that carries runs out: `ports` provides Versions, Facts, MailingNames, Ports and Bell. */
  static executing(imports: NonNullable<DynamicModule['imports']>, ports: Provider[]): DynamicModule {
    return {
      module: RunsModule,
      imports: [collections, ...imports],
      providers: [
        ...ports,
        RunStore,
        StepContexts,
        EffectLedger,
        StepLimits,
        StepRunner,
        LeaseKeeper,
        Timers,
        RunWatch,
        RunExecutor,
        SingleLease,
        Reconciler,
      ],
      exports: [RunStore, RunExecutor, Reconciler, Versions],
    };
  }

  /** For the app where people look at runs and mend them: `ports` provides Versions and Bell. */
  static mending(imports: NonNullable<DynamicModule['imports']>, ports: Provider[]): DynamicModule {
    return {
      module: RunsModule,
      imports: [collections, ...imports],
      providers: [...ports, RunStore, RunQueries, RunVerbs],
      exports: [RunStore, RunQueries, RunVerbs],
    };
  }
}
