import { Popover, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useLanguage, useText, useTexts } from '../../i18n';
import { NodeIcon } from '../flow/node-icon';
import { lanesAt } from '../model/lanes';
import { descriptorsOf, portsFor } from '../model/lookups';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import type { AddMenu as OpenMenu, Place } from '../store/canvas-state';
import { canvasTexts } from '../texts/canvas';
import classes from './add-menu.module.css';
import { stepSections } from './steps';
import { useAddStep } from './use-add-step';

/** The small menu behind a plus: what may stand at that place, to be found by typing. */
export function AddMenu() {
  const menu = useCanvas((state) => state.addMenu);
  const store = useCanvasStore();
  if (!menu) return null;
  const close = () => store.getState().patch({ addMenu: null });
  return (
    <Popover
      opened
      onDismiss={close}
      onClose={close}
      position="bottom"
      shadow="md"
      withinPortal
      trapFocus
      returnFocus
      width={276}
      middlewares={{ flip: true, shift: { padding: 8 } }}
    >
      <Popover.Target>
        <span className={classes.anchor} style={{ left: menu.at.x, top: menu.at.y }} />
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <AddMenuList menu={menu} onClose={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function AddMenuList({ menu, onClose }: { menu: OpenMenu; onClose: () => void }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const language = useLanguage();
  const catalogue = useCanvas((state) => state.catalogue);
  const document = useCanvas((state) => state.document);
  const add = useAddStep();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const where = usePlaceWords(menu.place);

  const sections = useMemo(
    () => stepSections(catalogue, language, query, lanesAt(document, menu.place)),
    [catalogue, language, query, document, menu.place],
  );
  const steps = sections.flatMap((section) => section.steps);
  const current = steps[Math.min(active, steps.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, steps.length - 1));
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
    else if (event.key === 'Enter' && current) add(current, menu.place);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div data-testid="add-menu" role="presentation">
      <Text className={classes.where} size="xs" c="dimmed">
        {where}
      </Text>
      <TextInput
        className={classes.search}
        size="xs"
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={current ? `${listId}-${current.type}` : undefined}
        leftSection={<IconSearch size={14} />}
        placeholder={t('palette.search')}
        aria-label={t('addMenu.title')}
        value={query}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
      />
      <ScrollArea.Autosize mah={320} type="scroll" scrollbarSize={8}>
        <div role="listbox" id={listId} aria-label={t('addMenu.title')} className={classes.list} ref={list}>
          {steps.map((step) => (
            <UnstyledButton
              key={step.type}
              id={`${listId}-${step.type}`}
              role="option"
              tabIndex={-1}
              aria-selected={step === current}
              className={classes.option}
              data-step-type={step.type}
              onMouseMove={() => setActive(steps.indexOf(step))}
              onClick={() => add(step, menu.place)}
            >
              <NodeIcon icon={step.icon} group={step.group} size="sm" />
              <span className={classes.words}>
                <span className={classes.title}>{text(step.title)}</span>
                <span className={classes.summary}>{text(step.summary)}</span>
              </span>
            </UnstyledButton>
          ))}
          {steps.length === 0 && (
            <Text size="xs" c="dimmed" p="xs">
              {t('palette.none', { query })}
            </Text>
          )}
        </div>
      </ScrollArea.Autosize>
    </div>
  );
}

/** Where the new step will stand, in words. */
function usePlaceWords(place: Place): string {
  const t = useTexts(canvasTexts);
  const text = useText();
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  if (place.kind === 'ground') return t('addMenu.ground');
  const graph = graphOf(document);
  const titleOf = (id: string): string => {
    const node = graph.nodes.get(id);
    const descriptor = descriptorsOf(catalogue).get(node?.type ?? '');
    return node?.label || (descriptor ? text(descriptor.title) : '');
  };
  if (place.kind === 'edge') {
    const edge = document.edges.find((one) => one.id === place.edgeId);
    return edge ? t('addMenu.between', { node: titleOf(edge.from.node), next: titleOf(edge.to) }) : '';
  }
  const node = graph.nodes.get(place.node);
  const ports = node ? portsFor(catalogue, node) : [];
  const port = ports.find(({ id }) => id === place.port);
  return ports.length > 1 && port
    ? t('addMenu.afterPort', { node: titleOf(place.node), port: text(port.label) })
    : t('addMenu.after', { node: titleOf(place.node) });
}
