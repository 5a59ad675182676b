import { ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useReactFlow } from '@xyflow/react';
import { type DragEvent, type KeyboardEvent, memo, useCallback, useMemo, useState } from 'react';
import { type Language, type NodeDescriptor, type NodeGroup, pick } from '@linkflow/contracts';
import type { ReachedFrom } from '@linkflow/workflow';
import { useLanguage, useText, useTexts } from '../../i18n';
import { NodeIcon } from '../flow/node-icon';
import { addNodeEdit } from '../model/add-node';
import { defaultTarget, fitsLanes, type InsertTarget, lanesAt, targetAfter } from '../model/lanes';
import { createNode, descriptorsOf } from '../model/nodes';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './palette.module.css';

/** The palette's sections. The section `data` also contains the node group `work`, because marketers see both as actions. */
const SECTIONS = ['response', 'data', 'script', 'flow'] as const;
type Section = (typeof SECTIONS)[number];

const SECTION_BY_GROUP: Record<NodeGroup, Section | null> = {
  trigger: null,
  response: 'response',
  data: 'data',
  work: 'data',
  script: 'script',
  flow: 'flow',
};

/**
 * Returns the node types that can be added, by section. Leaves out types that do not match the search text `query`, types that
 * are not allowed in `lanes`, and empty sections.
 * @param lanes the lanes that lead to the place of the new node; undefined if the place is not known yet
 */
export function paletteSections(
  catalogue: readonly NodeDescriptor[],
  { language, query, lanes }: { language: Language; query: string; lanes?: ReachedFrom },
): { section: Section; steps: readonly NodeDescriptor[] }[] {
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

/** Converts a text to lower case without diacritics, so that searching for `mote` also finds `møte`. */
function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae');
}

/**
 * Returns a function that inserts a new node, selects it and opens its settings. Without `target` it inserts the node at
 * `defaultTarget`: after the selected node or at the end of the lane.
 */
export function useAddNode(): (descriptor: NodeDescriptor, target?: InsertTarget) => void {
  const store = useCanvasStore();
  return useCallback(
    (descriptor, target) => {
      const state = store.getState();
      const node = createNode(descriptor);
      const selected = state.selection.nodes.length === 1 ? state.selection.nodes[0] : undefined;
      const at = target ?? defaultTarget(state, descriptor, selected);
      const isApplied = state.edit(addNodeEdit(state, node, at), { select: [node.id], animate: true });
      if (!isApplied) return;
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

/** Lists all node types that can be added, by section, with a search field. */
export function Palette() {
  const t = useTexts(canvasTexts);
  const language = useLanguage();
  const catalogue = useCanvas((state) => state.catalogue);
  const [query, setQuery] = useState('');
  const add = useAddNode();
  const sections = useMemo(
    () => paletteSections(catalogue, { language, query }),
    [catalogue, language, query],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const first = sections[0]?.steps[0];
    if (event.key === 'Enter' && query !== '' && first) {
      add(first);
      setQuery('');
    }
    if (event.key === 'Escape') setQuery('');
  };
  return (
    <nav className={classes.palette} aria-label={t('palette.title')} data-testid="palette">
      <TextInput
        size="xs"
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ScrollArea className={classes.scroll} type="scroll" scrollbarSize={8}>
        {sections.map(({ section, steps }) => (
          <section key={section} className={classes.section} aria-labelledby={`palette-${section}`}>
            <h2 id={`palette-${section}`} className={classes.heading}>
              {t(`group.${section}`)}
            </h2>
            {steps.map((step) => (
              <PaletteItem key={step.type} step={step} onAdd={add} />
            ))}
          </section>
        ))}
        {sections.length === 0 && (
          <Text size="xs" c="dimmed" p="xs">
            {t('palette.none', { query })}
          </Text>
        )}
        {query === '' && <p className={classes.hint}>{t('palette.hint')}</p>}
      </ScrollArea>
    </nav>
  );
}

interface Props {
  step: NodeDescriptor;
  onAdd: (step: NodeDescriptor) => void;
}

/** A node type in the palette. The user can drag it to the canvas, or click it to add a node. */
const PaletteItem = memo(function PaletteItem({ step, onAdd }: Props) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const title = text(step.title);
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(DRAG_TYPE, step.type);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <UnstyledButton
      className={classes.item}
      draggable
      onDragStart={onDragStart}
      onClick={() => onAdd(step)}
      aria-label={t('palette.add', { title })}
      title={text(step.summary)}
      data-testid="palette-item"
      data-step-type={step.type}
    >
      <NodeIcon icon={step.icon} group={step.group} size="sm" />
      <span>{title}</span>
    </UnstyledButton>
  );
});

/** The MIME type of the data of a dragged palette item. The data is the name of the node type. */
const DRAG_TYPE = 'application/x-linkflow-step';

/**
 * Returns drag and drop handlers for palette items. Dropping an item on an edge, port, card or empty canvas inserts a node
 * there.
 */
export function usePaletteDrop() {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const add = useAddNode();
  const t = useTexts(canvasTexts);
  const text = useText();

  return useMemo(() => {
    const targetUnder = (event: DragEvent): InsertTarget => {
      const under = event.target instanceof Element ? event.target : null;
      const plus = under?.closest<HTMLElement>('[data-testid="add-here"]');
      const edgeId = plus?.dataset.addEdge ?? under?.closest<HTMLElement>('.react-flow__edge')?.dataset.id;
      if (edgeId !== undefined) return { kind: 'edge', edgeId };
      const node = plus?.dataset.addNode;
      const port = plus?.dataset.addPort ?? under?.closest<HTMLElement>('[data-port]')?.dataset.port;
      const card = node ?? under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (card !== undefined && port !== undefined) return { kind: 'port', node: card, port };
      const target = card === undefined ? null : targetAfter(store.getState(), card);
      return (
        target ?? { kind: 'canvas', at: flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }) }
      );
    };
    const hasNodeType = (event: DragEvent) => event.dataTransfer.types.includes(DRAG_TYPE);

    return {
      onDragOver(event: DragEvent<HTMLDivElement>) {
        if (!hasNodeType(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        const target = targetUnder(event);
        const previous = store.getState().dropTarget;
        if (JSON.stringify(previous) === JSON.stringify(target)) return;
        store.setState({ dropTarget: target.kind === 'canvas' ? null : target });
      },
      onDragLeave() {
        store.setState({ dropTarget: null });
      },
      onDrop(event: DragEvent<HTMLDivElement>) {
        if (!hasNodeType(event)) return;
        event.preventDefault();
        const state = store.getState();
        store.setState({ dropTarget: null });
        const step = descriptorsOf(state.catalogue).get(event.dataTransfer.getData(DRAG_TYPE));
        if (!step) return;
        const target = targetUnder(event);
        const lanes = lanesAt(state.document, target);
        if (!fitsLanes(step, lanes)) {
          const lane = t(lanes.respond ? 'refuse.laneRespond' : 'refuse.laneThen');
          state.reject(t('refuse.wrongLane', { title: text(step.title), lane }));
          return;
        }
        add(step, target);
      },
    };
  }, [store, flow, add, t, text]);
}
