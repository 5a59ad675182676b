import { ERROR_PORT, NEXT_PORT, resolvePolicy } from '@linkflow/contracts';
import type { NodeDescriptor, PortLabel, WorkflowNode } from '@linkflow/contracts';

const ERROR_LABEL = { en: 'If it fails', nb: 'Hvis det feiler' };

/**
 * The outlets of a node in the order in which they are drawn: one for each item of its list parameter, then the fixed ones
 * of its type, then the error outlet when its policy says `branch`. None for a type that is not in the catalogue.
 */
export function portsOf(descriptor: NodeDescriptor | undefined, node: WorkflowNode): PortLabel[] {
  if (!descriptor) return [];
  const ports = [...itemPorts(descriptor, node.params), ...descriptor.ports.fixed];
  if (resolvePolicy(node.policy, descriptor.policy).onError === 'branch') {
    ports.push({ id: ERROR_PORT, label: ERROR_LABEL });
  }
  return ports;
}

/**
 * The outlet by which one passes a node that is turned off, or goes on after a failure that may be passed over: `next` where
 * there is one, else the first fixed outlet (a condition's yes, a choice's otherwise, a confirm page's confirmed), else the
 * first item (a split's first share). Null where nothing leaves the node.
 */
export function passPortOf(descriptor: NodeDescriptor | undefined, node: WorkflowNode): string | null {
  if (!descriptor) return NEXT_PORT;
  const { fixed } = descriptor.ports;
  if (fixed.some((port) => port.id === NEXT_PORT)) return NEXT_PORT;
  return fixed[0]?.id ?? itemPorts(descriptor, node.params)[0]?.id ?? null;
}

/** An item without an id has no outlet yet; one without a label is called by its number. */
function itemPorts(descriptor: NodeDescriptor, params: Record<string, unknown>): PortLabel[] {
  const list = descriptor.ports.perItem ? params[descriptor.ports.perItem.param] : undefined;
  if (!Array.isArray(list)) return [];
  const ports: PortLabel[] = [];
  list.forEach((item: unknown, index) => {
    if (typeof item !== 'object' || item === null || !('id' in item)) return;
    if (typeof item.id !== 'string' || item.id === '' || ports.some((port) => port.id === item.id)) return;
    const label = 'label' in item && typeof item.label === 'string' ? item.label.trim() : '';
    const text = label || String(index + 1);
    ports.push({ id: item.id, label: { en: text, nb: text } });
  });
  return ports;
}
