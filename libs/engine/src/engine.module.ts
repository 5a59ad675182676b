import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BulkRunner } from './bulk/bulk-runner';
import { BulkCommands, BulkSchema, BulkStore } from './bulk/bulks';
import { PendingReruns, RunCommands } from './commands/run-commands';
import { RunUndo } from './commands/run-undo';
import { Funnels } from './funnel/funnels';
import { RunRollup } from './funnel/run-rollup';
import { DirtyRuns, RunSliceSchema } from './funnel/run-slices';
import { RunCounter, RunCountsSchema, RunTotals, RunTotalsSchema } from './funnel/run-totals';
import { HeldRuns, Maintenance, Reconciler, Repairs, RunTimers } from './maintenance';
import { PauseCache, PauseSchema, PauseStore } from './pauses';
import { ErrorGroups } from './persist/error-groups';
import { EnginePersonalData } from './persist/engine-personal-data';
import { RunRetention } from './persist/run-retention';
import { RunQueries } from './persist/run-queries';
import { RunScan } from './persist/run-scan';
import { RunStore } from './persist/run-store';
import { RunVerdicts } from './persist/run-verdicts';
import { EffectSchema, RunSchema } from './persist/run.schema';
import { TriggerTypes, Versions, type TriggerType } from './ports';
import { RunMetrics } from './run-metrics';
import { LeaseRenewer, StepTimeouts } from './walk/attempt-abort';
import { RunClaimer, RunExecutor } from './walk/run-executor';
import { EffectLedger, StepContextFactory, StepRunner } from './walk/step-runner';

const collections = MongooseModule.forFeature([
  { name: 'Run', schema: RunSchema },
  { name: 'Effect', schema: EffectSchema },
  { name: 'Bulk', schema: BulkSchema },
  { name: 'Pause', schema: PauseSchema },
  { name: 'RunSlice', schema: RunSliceSchema },
  { name: 'RunCounts', schema: RunCountsSchema },
  { name: 'RunTotals', schema: RunTotalsSchema },
]);

type Imports = NonNullable<DynamicModule['imports']>;

interface WorkerEngine {
  imports: Imports;
  ports: Provider[];
  triggers: Type<TriggerType>[];
}

@Module({})
export class EngineModule {
  /**
   * The engine for the app that executes runs. `ports` provides Versions, Facts, ActionAdapters and RunQueue; `triggers` are injectable
   * classes, one per kind of event.
   */
  static forWorker({ imports, ports, triggers }: WorkerEngine): DynamicModule {
    return {
      module: EngineModule,
      imports: [collections, ...imports],
      providers: [
        ...ports,
        ...triggers,
        {
          provide: TriggerTypes,
          useFactory: (...types: TriggerType[]) => new TriggerTypes(types),
          inject: triggers,
        },
        DirtyRuns,
        RunStore,
        StepContextFactory,
        EffectLedger,
        StepTimeouts,
        StepRunner,
        LeaseRenewer,
        RunTimers,
        PauseCache,
        RunMetrics,
        RunExecutor,
        RunClaimer,
        Repairs,
        Reconciler,
        HeldRuns,
        PendingReruns,
        Maintenance,
        RunCommands,
        BulkStore,
        BulkRunner,
        RunUndo,
        RunVerdicts,
        RunRetention,
        RunCounter,
        RunTotals,
        RunRollup,
      ],
      exports: [
        RunStore,
        RunClaimer,
        RunCommands,
        RunUndo,
        RunVerdicts,
        HeldRuns,
        RunRetention,
        RunRollup,
        Repairs,
        Versions,
      ],
    };
  }

  /** The engine for the app in which people inspect and repair runs. `ports` provides Versions and RunQueue. */
  static forApi(imports: Imports, ports: Provider[]): DynamicModule {
    return {
      module: EngineModule,
      imports: [collections, ...imports],
      providers: [
        ...ports,
        DirtyRuns,
        RunStore,
        EnginePersonalData,
        RunQueries,
        RunScan,
        ErrorGroups,
        PendingReruns,
        RunCommands,
        BulkStore,
        BulkCommands,
        PauseStore,
        Repairs,
        RunCounter,
        RunTotals,
        Funnels,
      ],
      exports: [
        RunStore,
        RunQueries,
        RunScan,
        Versions,
        ErrorGroups,
        RunCommands,
        BulkStore,
        BulkCommands,
        PauseStore,
        Repairs,
        Funnels,
      ],
    };
  }
}
