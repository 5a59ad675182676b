import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Crm, CrmScripts } from '@linkflow/crm-port';
import { ActionAdapters } from '@linkflow/engine';
import { createSandbox } from '@linkflow/sandbox';

/** The CRM, its scripts, and the sandbox for scripts, as actions use them. */
@Injectable()
export class WorkerActionAdapters extends ActionAdapters implements OnApplicationShutdown {
  readonly sandbox = createSandbox();

  constructor(
    readonly crm: Crm,
    readonly scripts: CrmScripts,
  ) {
    super();
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
