import type { CompiledWorkflow } from '../compile/compiled-workflow';
import type { Answer } from './answer';
import { answerAtEnd, answerOf } from './answer-of';

/** The answer where it is the same for every click: the lane is empty, or begins with a response that asks for no facts. */
export function constantAnswerOf(compiled: CompiledWorkflow): Answer | null {
  const node = compiled.respondStart === null ? undefined : compiled.nodes.get(compiled.respondStart);
  const asksForUrl = compiled.url.includes('{{');
  if (!node) return asksForUrl ? null : answerAtEnd(compiled, {}, undefined);
  if (node.facts.length > 0 || (node.type === 'redirect' && asksForUrl)) return null;
  return answerOf(compiled, node, {}, undefined);
}
