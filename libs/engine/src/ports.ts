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
  /** Number of the version that is live now; null where none was published. Read anew each time. */
  abstract newest(linkId: string): Promise<number | null>;
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

export abstract class Bell {
  /** Rings for runs: `delayMs` from now when it is given. */
  abstract ring(runIds: string[], delayMs?: number): Promise<void>;
  /** Puts a run in line for being walked while no other suspect is. */
  abstract ringAlone(runId: string): Promise<void>;
}
