import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CrmEffectsService, ScriptsService } from '@linkflow/crm';
import { Ports } from '@linkflow/engine';
import { createSandbox } from '@linkflow/sandbox';

/** The outside world of actions: the CRM, the scripts of this house, and the sandbox they run in. */
@Injectable()
export class HousePorts extends Ports implements OnApplicationShutdown {
  readonly sandbox = createSandbox();

  constructor(
    readonly crm: CrmEffectsService,
    readonly scripts: ScriptsService,
  ) {
    super();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
