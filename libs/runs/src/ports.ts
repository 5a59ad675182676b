import type { ActionPorts } from '@linkflow/actions';
import type { CompiledWorkflow } from '@linkflow/workflow';
import type { StoredRun } from './store/stored-run';

/** What the engine asks of the house around it; apps/worker answers. Abstract classes, so that Nest can inject by them. */

/** A published version, ready to walk. Versions never change, so an implementation may keep them for good. */
export interface RunnableVersion {
  workflow: CompiledWorkflow;
  linkName: string;
}

export abstract class Versions {
  /** Undefined when there is no such version. */
  abstract load(
    linkId: string,
    version: number,
  ): RunnableVersion | undefined | Promise<RunnableVersion | undefined>;
}

export abstract class Facts {
  /** Facts by name, read now; one that can't be read is left out. `steps.*` is the engine's own business and never asked for here. */
  abstract load(run: StoredRun, names: readonly string[]): Promise<Record<string, unknown>>;
}

export abstract class MailingNames {
  abstract nameOf(mailingId: string): string | Promise<string>;
}

/** The outside world of actions, as libs/actions declares it. */
export abstract class Ports implements ActionPorts {
  abstract readonly crm: ActionPorts['crm'];
  abstract readonly scripts: ActionPorts['scripts'];
  abstract readonly sandbox: ActionPorts['sandbox'];
}

/** Rings the bell for runs: `delayMs` from now when it is given. */
export abstract class Bell {
  abstract ring(runIds: string[], delayMs?: number): Promise<void>;
}
