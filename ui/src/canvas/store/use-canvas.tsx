import { createContext, type PropsWithChildren, use } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { NodeDescriptor, PortLabel, WorkflowNode } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { useText } from '../../i18n';
import { descriptorsOf, portsFor, titleOf, type WorkflowContext } from '../model/nodes';
import { canvasTexts } from '../texts/canvas';
import type { CanvasState } from './canvas-store';
import type { CanvasStore } from './canvas-store';

const Context = createContext<CanvasStore | null>(null);

export function CanvasProvider({ store, children }: PropsWithChildren<{ store: CanvasStore }>) {
  return <Context value={store}>{children}</Context>;
}

/** Returns the canvas store, for use in event handlers. The component does not re-render when the store changes. */
export function useCanvasStore(): CanvasStore {
  const store = use(Context);
  if (!store) throw new Error('useCanvasStore must be used inside a CanvasProvider');
  return store;
}

/** Returns a part of the canvas state. The component re-renders when this part changes (compared with `Object.is`). */
export function useCanvas<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), select);
}

/** Like `useCanvas`, but for a `select` that returns a new object or array: the result is compared shallowly. */
export function useCanvasShallow<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), useShallow(select));
}

export const NO_PORTS: readonly PortLabel[] = [];

export const nodeById = (state: Pick<CanvasState, 'document'>, id: string): WorkflowNode | undefined =>
  graphOf(state.document).nodes.get(id);

export const descriptorById = (
  state: Pick<CanvasState, 'document' | 'catalogue'>,
  id: string,
): NodeDescriptor | undefined => descriptorsOf(state.catalogue).get(nodeById(state, id)?.type ?? '');

export const useNode = (id: string) => useCanvas((state) => nodeById(state, id));

export const useDescriptor = (id: string) => useCanvas((state) => descriptorById(state, id));

export const usePorts = (id: string) =>
  useCanvas((state) => {
    const node = nodeById(state, id);
    return node ? portsFor(state.catalogue, node) : NO_PORTS;
  });

/** The label of a node, the title of its type, or a text for unknown types. Empty if the node does not exist. */
export function shownTitle(state: WorkflowContext, id: string, text: ReturnType<typeof useText>): string {
  if (!nodeById(state, id)) return '';
  return titleOf(state, id, text) || text(canvasTexts.node.unknown);
}

/** Returns the label of a node, the title of its type, or a text for unknown types. Empty if the node does not exist. */
export function useNodeTitle(id: string): string {
  const text = useText();
  return useCanvas((state) => shownTitle(state, id, text));
}
