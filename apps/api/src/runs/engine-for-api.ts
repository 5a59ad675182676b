import { catalogue } from '@linkflow/actions';
import { EngineModule, RunQueue, Versions } from '@linkflow/engine';
import { CompiledVersions } from '@linkflow/links';
import { Crm } from '@linkflow/crm-port';
import { Batcher } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';

/**
 * The engine's read side and commands, without execution. Every module of this app imports this same object, so that there
 * is one instance. Needs `QueuesModule.producing` with the queue `advance`.
 */
export const engineForApi = EngineModule.forApi(
  [],
  [
    { provide: RunQueue, useExisting: JobProducer },
    {
      provide: Versions,
      useFactory: (batcher: Batcher, crm: Crm) => new CompiledVersions(batcher, catalogue(crm)),
      inject: [Batcher, Crm],
    },
  ],
);
