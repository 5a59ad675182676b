import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BulkPages } from './bulk/bulk-pages';
import { BulkRunner } from './bulk/bulk-runner';
import { BulkStore } from './bulk/bulk-store';
import { Bulks } from './bulk/bulks';
import { BulkSchema } from './bulk/stored-bulk';
import { EffectLedger } from './executor/effect-ledger';
import { LeaseKeeper } from './executor/lease-keeper';
import { RunExecutor } from './executor/run-executor';
import { RunTaker } from './executor/run-taker';
import { StepContexts } from './executor/step-context';
import { StepLimits } from './executor/step-limits';
import { StepRunner } from './executor/step-runner';
import { HeldRuns } from './pauses/held-runs';
import { PauseStore } from './pauses/pause-store';
import { Pauses } from './pauses/pauses';
import { PauseSchema } from './pauses/stored-pause';
import { Versions } from './ports';
import { EffectSchema, LeaseSchema, RunSchema } from './store/run.schema';
import { ErrorGroups } from './store/error-groups';
import { RunQueries } from './store/run-queries';
import { RunStore } from './store/run-store';
import { SingleLease } from './timers/lease';
import { LooseEnds } from './timers/loose-ends';
import { Reconciler } from './timers/reconciler';
import { Repairs } from './timers/repairs';
import { Timers } from './timers/timers';
import { Births } from './verbs/births';
import { RunMender } from './verbs/run-mender';
import { RunVerbs } from './verbs/run-verbs';
import { RunWatch } from './watch/run-watch';

const collections = MongooseModule.forFeature([
  { name: 'Run', schema: RunSchema },
  { name: 'Effect', schema: EffectSchema },
  { name: 'Lease', schema: LeaseSchema },
  { name: 'Bulk', schema: BulkSchema },
  { name: 'Pause', schema: PauseSchema },
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
        Pauses,
        RunWatch,
        RunExecutor,
        RunTaker,
        SingleLease,
        Repairs,
        Reconciler,
        HeldRuns,
        Births,
        LooseEnds,
        RunMender,
        BulkStore,
        BulkPages,
        BulkRunner,
      ],
      exports: [RunStore, RunTaker, SingleLease, Repairs, Versions],
    };
  }

  /** For the app where people look at runs and mend them: `ports` provides Versions and Bell. */
  static mending(imports: NonNullable<DynamicModule['imports']>, ports: Provider[]): DynamicModule {
    return {
      module: RunsModule,
      imports: [collections, ...imports],
      providers: [
        ...ports,
        RunStore,
        RunQueries,
        ErrorGroups,
        Births,
        RunMender,
        RunVerbs,
        BulkStore,
        Bulks,
        PauseStore,
        Repairs,
      ],
      exports: [RunStore, RunQueries, ErrorGroups, RunVerbs, BulkStore, Bulks, PauseStore, Repairs],
    };
  }
}
