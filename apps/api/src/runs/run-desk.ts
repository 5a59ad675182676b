import { catalogue } from '@linkflow/actions';
import { CompiledVersions } from '@linkflow/links';
import { Batcher } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { Bell, RunsModule, Versions } from '@linkflow/engine';

/**
 * Runs as they are looked at and mended here; every module that needs them imports this same object. Needs
 * `QueuesModule.producing` with `advance` in the app.
 */
export const runDesk = RunsModule.mending(
  [],
  [
    { provide: Bell, useExisting: JobProducer },
    {
      provide: Versions,
      useFactory: (batcher: Batcher) => new CompiledVersions(batcher, catalogue()),
      inject: [Batcher],
    },
  ],
);
