import type { CompiledNode, CompiledWorkflow } from '../compile/compiled-workflow';
import type { Answer } from './answer';

/** What the walk asks from outside. */
export interface RespondPorts {
  now: Date;
  /** What a split goes by, so that a recipient gets the same side every time: the recipient's id. */
  seed: string;
  /**
   * Reads the facts, at most once in a walk and only when one is needed. What can't be read within the budget is left out:
   * it is unknown then, and conditions on it are false.
   */
  facts(names: readonly string[]): Promise<Record<string, unknown>>;
  /** Runs a `return-script` node. A script that failed or ran out of time returns nothing. */
  script(node: CompiledNode): Promise<{ returnUrl?: string }>;
}

/**
 * Decides the answer to a click. Gives it at once, without a promise, where nothing has to be asked.
 * @param confirmed the confirm page whose button was pressed: the walk goes on after it
 */
export function walkRespondLane(
  compiled: CompiledWorkflow,
  ports: RespondPorts,
  confirmed?: string,
): Answer | Promise<Answer> {
  throw new Error(`not there yet: ${JSON.stringify([compiled, ports, confirmed])}`);
}
