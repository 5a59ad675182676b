import { Text, TextInput, Toolbar, Tooltip, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useCallback, useEffect, useId, useMemo, useState } from 'react';
import { type Language, type NodeDescriptor, type NodeGroup, pick } from '@linkflow/contracts';
import type { ReachedFrom } from '@linkflow/workflow';
import { useLanguage, useText, useTexts } from '../../i18n';
import { lazyPart } from '../../shared/lazy-parts';
import { NodeIcon } from '../flow/node-icon';
import { addNodeEdit } from '../model/add-node';
import { defaultTarget, fitsLanes, type InsertTarget } from '../model/lanes';
import { createNode } from '../model/nodes';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { FullNotice } from './full-notice';
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
export function foldText(text: string): string {
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
      const isApplied = state.edit(addNodeEdit(state, node, at), {
        select: [node.id],
        isNew: true,
        animate: true,
      });
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

const StepDrag = lazyPart(async () => (await import('./step-drag')).StepDrag, null);
/** How long after the palette dragging is loaded, in ms: soon enough for a user's first drag, and not part of what a page loads first. */
const LOAD_DRAG_MS = 600;

/**
 * Lists all node types that can be added, by section, with a search field.
 * @param props.compact true to show only the icons, for a narrow strip
 */
export function Palette({ compact = false }: { compact?: boolean }) {
  const t = useTexts(canvasTexts);
  const language = useLanguage();
  const catalogue = useCanvas((state) => state.catalogue);
  const [query, setQuery] = useState('');
  const add = useAddNode();
  const sections = useMemo(
    () => paletteSections(catalogue, { language, query: compact ? '' : query }),
    [catalogue, language, query, compact],
  );

  const hintId = useId();
  const [items, setItems] = useState<ReadonlyMap<string, HTMLElement>>(new Map());
  const onElement = useCallback((type: string, element: HTMLElement | null) => {
    setItems((before) => {
      const next = new Map(before);
      if (element) next.set(type, element);
      else next.delete(type);
      return next;
    });
  }, []);
  const [wantsDrag, setWantsDrag] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWantsDrag(true), LOAD_DRAG_MS);
    return () => clearTimeout(timer);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const first = sections[0]?.steps[0];
    if (event.key === 'Enter' && query !== '' && first) {
      add(first);
      setQuery('');
    }
    if (event.key === 'Escape') setQuery('');
  };
  return (
    <nav
      className={classes.palette}
      aria-label={t('palette.title')}
      data-testid="palette"
      data-adds-steps
      data-compact={compact || undefined}
    >
      {!compact && (
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
      )}
      <div className={classes.scroll}>
        {!compact && <FullNotice />}
        <Toolbar unstyled orientation="vertical" aria-label={t('palette.title')}>
          {sections.map(({ section, steps }) => (
            <section key={section} className={classes.section} aria-labelledby={`palette-${section}`}>
              <h2 id={`palette-${section}`} className={classes.heading}>
                {t(`group.${section}`)}
              </h2>
              {steps.map((step) => (
                <PaletteItem
                  key={step.type}
                  step={step}
                  compact={compact}
                  hintId={hintId}
                  onAdd={add}
                  onElement={onElement}
                />
              ))}
            </section>
          ))}
        </Toolbar>
        {sections.length === 0 && (
          <Text size="xs" c="dimmed" p="xs">
            {t('palette.none', { query })}
          </Text>
        )}
        {query === '' && !compact && <p className={classes.hint}>{t('palette.hint')}</p>}
      </div>
      <span id={hintId} hidden>
        {t('palette.keyboardHint')}
      </span>
      {wantsDrag && <StepDrag items={items} onDrop={add} />}
    </nav>
  );
}

interface Props {
  step: NodeDescriptor;
  compact: boolean;
  /** Id of the element that says how the step is dragged with the keyboard. */
  hintId: string;
  onAdd: (step: NodeDescriptor) => void;
  onElement: (type: string, element: HTMLElement | null) => void;
}

/** A node type in the palette. The user can drag it to the canvas, or click it to add a node. */
const PaletteItem = memo(function PaletteItem({ step, compact, hintId, onAdd, onElement }: Props) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const title = text(step.title);
  const store = useCanvasStore();
  const setElement = useCallback(
    (element: HTMLElement | null) => onElement(step.type, element),
    [onElement, step.type],
  );
  const onClick = () => {
    // The Space key that puts a dragged step down is also a click in some browsers.
    if (store.getState().draggedType === null) onAdd(step);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While the step is dragged, the arrow keys move it and not the focus in the toolbar.
    if (store.getState().draggedType !== null) event.stopPropagation();
  };
  const item = (
    <UnstyledButton
      ref={setElement}
      className={classes.item}
      onClick={onClick}
      onKeyDown={onKeyDown}
      aria-label={t('palette.add', { title })}
      aria-describedby={hintId}
      title={compact ? undefined : text(step.summary)}
      data-testid="palette-item"
      data-toolbar-toggle
      data-step-type={step.type}
    >
      <NodeIcon icon={step.icon} group={step.group} size="sm" />
      {!compact && <span>{title}</span>}
    </UnstyledButton>
  );
  if (!compact) return item;
  return (
    <Tooltip label={title} position="right" withinPortal>
      {item}
    </Tooltip>
  );
});
