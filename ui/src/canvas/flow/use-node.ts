import type { NodeDescriptor, PortLabel, WorkflowNode } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { descriptorsOf, portsFor } from '../model/lookups';
import type { CanvasState } from '../store/canvas-state';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';

const NO_PORTS: readonly PortLabel[] = [];

export const nodeIn = (state: CanvasState, id: string): WorkflowNode | undefined =>
  graphOf(state.document).nodes.get(id);

export const descriptorIn = (state: CanvasState, id: string): NodeDescriptor | undefined =>
  descriptorsOf(state.catalogue).get(nodeIn(state, id)?.type ?? '');

/** One node of the workflow; the component draws again only when this node changes. */
export const useNode = (id: string) => useCanvas((state) => nodeIn(state, id));

export const useDescriptor = (id: string) => useCanvas((state) => descriptorIn(state, id));

export const usePorts = (id: string) =>
  useCanvas((state) => {
    const node = nodeIn(state, id);
    return node ? portsFor(state.catalogue, node) : NO_PORTS;
  });

/** What a node is called: its own name, else its kind's. */
export function useNodeTitle(id: string): string {
  const text = useText();
  const t = useTexts(canvasTexts);
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  if (!node) return '';
  return node.label || (descriptor ? text(descriptor.title) : t('node.unknown'));
}
