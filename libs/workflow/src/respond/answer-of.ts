import { isHttpUrl } from '@linkflow/contracts';
import type { CompiledNode, CompiledWorkflow } from '../compile/compiled-workflow';
import { mergeText } from '../text/merge-text';
import type { Escaping } from '../text/merge-text';
import type { Answer } from './answer';

type Facts = Readonly<Record<string, unknown>>;

/** The answer that a node gives, or null for a node that gives none. */
export function answerOf(
  compiled: CompiledWorkflow,
  node: CompiledNode,
  facts: Facts,
  returnUrl: string | undefined,
): Answer | null {
  const merged = (name: string, escape: Escaping) => mergeText(textOf(node.params[name]), facts, { escape });
  switch (node.type) {
    case 'redirect':
      return redirect(compiled, textOf(node.params.url), facts, returnUrl);
    case 'show-text':
      return { kind: 'text', nodeId: node.id, html: merged('html', 'html') };
    case 'confirm':
      return {
        kind: 'confirm',
        nodeId: node.id,
        title: merged('title', 'none'),
        html: merged('html', 'html'),
        button: merged('button', 'none'),
      };
    default:
      return null;
  }
}

/** The answer where the lane ends without one: to the script's address, else the link's. */
export function answerAtEnd(compiled: CompiledWorkflow, facts: Facts, returnUrl: string | undefined): Answer {
  return redirect(compiled, compiled.url, facts, returnUrl);
}

/**
 * The first of these that is an address: what a script has set, what the node says, the link's own. Looked at after merging, so
 * nothing that came from a fact or a script can lead to anything but http(s).
 */
function redirect(
  compiled: CompiledWorkflow,
  template: string,
  facts: Facts,
  returnUrl: string | undefined,
): Answer {
  const candidates = [returnUrl?.trim(), merge(template, facts), merge(compiled.url, facts)];
  return {
    kind: 'redirect',
    url: candidates.find((url) => url !== undefined && isHttpUrl(url)) ?? compiled.url,
  };
}

function merge(template: string, facts: Facts): string {
  return mergeText(template.trim(), facts, { escape: 'url' });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
