import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SimulationContext } from '@linkflow/actions';
import { ScriptsService } from '@linkflow/crm';
import { createSandbox } from '@linkflow/sandbox';

/** What steps may reach while they are only tried: the scripts and their sandbox, and nothing that can be changed. */
@Injectable()
export class TrialPorts implements OnApplicationShutdown {
  readonly all: SimulationContext['ports'];
  private readonly sandbox = createSandbox();

  constructor(scripts: ScriptsService) {
    this.all = { sandbox: this.sandbox, scripts: { sourceOf: (id) => scripts.sourceOf(id) } };
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
