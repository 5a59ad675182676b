import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ActionPorts } from '@linkflow/actions';
import { COLLECTIONS, CrmEffectsService, type ScriptDoc } from '@linkflow/crm';
import { Batcher } from '@linkflow/platform';
import { Ports } from '@linkflow/runs';
import { createSandbox } from '@linkflow/sandbox';

/** The outside world of actions: the CRM, the scripts of this house, and the sandbox they run in. */
@Injectable()
export class HousePorts extends Ports implements OnApplicationShutdown {
  readonly sandbox = createSandbox();
  readonly scripts: ActionPorts['scripts'] = {
    sourceOf: async (scriptId) => {
      const script = await this.batcher.read<ScriptDoc>(COLLECTIONS.script, scriptId);
      return script && !script.deletedAt ? { name: script.name, source: script.source } : null;
    },
  };

  constructor(
    readonly crm: CrmEffectsService,
    private readonly batcher: Batcher,
  ) {
    super();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
