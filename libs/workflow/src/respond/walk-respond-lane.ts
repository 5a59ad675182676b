import type { CompiledNode, CompiledWorkflow } from '../compile/compiled-workflow';
import { evaluateCondition } from '../conditions/evaluate-condition';
import { decidePort } from '../flow/decide-port';
import type { Answer } from './answer';
import { answerAtEnd, answerOf } from './answer-of';

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
 * Decides the answer to a click. Gives it at once, without a promise, where it is the same for every click. The first response
 * on the way is the answer; a way without one ends at the link's address. An address that a script has set replaces the one of
 * a redirect that follows, or the link's.
 * @param confirmed the confirm page whose button was pressed: the walk goes on after it. For one that is not in this version (another was
 * published in the meantime) the answer is the link's address
 */
export function walkRespondLane(
  compiled: CompiledWorkflow,
  ports: RespondPorts,
  confirmed?: string,
): Answer | Promise<Answer> {
  if (confirmed === undefined) return compiled.constantAnswer ?? walk(compiled, ports, compiled.respondStart);
  const node = compiled.nodes.get(confirmed);
  return walk(compiled, ports, node?.passPort ? compiled.next(confirmed, node.passPort) : null);
}

async function walk(compiled: CompiledWorkflow, ports: RespondPorts, start: string | null): Promise<Answer> {
  let read: Promise<Record<string, unknown>> | undefined;
  const none = Promise.resolve({});
  const factsFor = (needed: boolean) =>
    needed ? (read ??= ports.facts(compiled.facts.respond)) : (read ?? none);
  let returnUrl: string | undefined;
  let nodeId = start;
  // Never more steps than nodes, so that even an unchecked circle ends.
  for (let left = compiled.nodes.size; left > 0 && nodeId !== null; left--) {
    const node = compiled.nodes.get(nodeId);
    if (!node) break;
    const facts = await factsFor(
      node.facts.length > 0 || (node.type === 'redirect' && compiled.url.includes('{{')),
    );
    const answer = answerOf(compiled, node, facts, returnUrl);
    if (answer) return answer;
    if (node.type === 'return-script') returnUrl = (await ports.script(node)).returnUrl ?? returnUrl;
    const port = (await decidePort(node, ports.seed, evaluate(facts, ports.now))) ?? node.passPort;
    nodeId = port === null ? null : compiled.next(nodeId, port);
  }
  return answerAtEnd(compiled, await factsFor(compiled.url.includes('{{')), returnUrl);
}

const evaluate = (facts: Record<string, unknown>, now: Date) => async (condition: unknown) =>
  (await evaluateCondition(condition, facts, now)).result;
