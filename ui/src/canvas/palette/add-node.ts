import { useCallback } from 'react';
import { type Language, type NodeDescriptor, NodeGroup, pick } from '@linkflow/contracts';
import type { ReachedFrom } from '@linkflow/workflow';
import { addNodeEdit } from '../model/add-node';
import { defaultTarget, fitsLanes, type InsertTarget } from '../model/lanes';
import { createNode } from '../model/nodes';
import { useCanvasStore } from '../store/use-canvas';

/** The palette's sections. The node groups `data` and `work` share the section `actions`, because marketers see both as actions. */
export const SECTIONS = ['response', 'actions', 'script', 'flow'] as const;
export type Section = (typeof SECTIONS)[number];

const SECTION_BY_GROUP: Record<NodeGroup, Section | null> = {
  trigger: null,
  response: 'response',
  data: 'actions',
  work: 'actions',
  script: 'script',
  flow: 'flow',
};

interface PaletteSection {
  section: Section;
  steps: readonly NodeDescriptor[];
}

/**
 * The node types that can be added, by section, filtered by a search text and a position.
 * @param lanes the lanes of the position; without them all types are offered
 */
export function paletteSections(
  catalogue: readonly NodeDescriptor[],
  { language, query, lanes }: { language: Language; query: string; lanes?: ReachedFrom },
): PaletteSection[] {
  const words = foldText(query).split(/\s+/).filter(Boolean);
  const wanted = (descriptor: NodeDescriptor): boolean => {
    if (lanes && !fitsLanes(descriptor, lanes)) return false;
    const title = foldText(pick(descriptor.title, language));
    const all = `${title} ${foldText(pick(descriptor.summary, language))} ${descriptor.type}`;
    return words.every((word) => all.includes(word));
  };
  return SECTIONS.map((section) => ({
    section,
    steps: catalogue.filter(
      (descriptor) => SECTION_BY_GROUP[descriptor.group] === section && wanted(descriptor),
    ),
  })).filter(({ steps }) => steps.length > 0);
}

/** Lower case without diacritics, so that `mote` finds `møte`. */
function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae');
}

/** Inserts a new node and selects it. Without a target it is inserted after the selected node or at the end of its lane. */
export function useAddNode(): (descriptor: NodeDescriptor, target?: InsertTarget) => void {
  const store = useCanvasStore();
  return useCallback(
    (descriptor, target) => {
      const state = store.getState();
      const node = createNode(descriptor);
      const selected = state.selection.nodes.length === 1 ? state.selection.nodes[0] : undefined;
      const at = target ?? defaultTarget(state, descriptor, selected);
      const applied = state.edit(addNodeEdit(state, node, at), { select: [node.id], animate: true });
      if (!applied) return;
      store.setState({
        inspectorOpen: true,
        addMenu: null,
        paletteOpen: false,
        pendingReveal: { nodeId: node.id },
      });
    },
    [store],
  );
}
