import { Popover, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useLanguage, useText, useTexts } from '../../i18n';
import { NodeIcon } from '../flow/node-icon';
import { type InsertTarget, lanesAt } from '../model/lanes';
import { portsFor, titleOf } from '../model/nodes';
import type { AddMenu as OpenMenu } from '../store/canvas-store';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './add-menu.module.css';
import { paletteSections, useAddNode } from './palette';

/**
 * The menu that plus buttons open: a searchable list of the node types that are allowed at the button's place in the workflow.
 */
export function AddMenu() {
  const menu = useCanvas((state) => state.addMenu);
  const store = useCanvasStore();
  if (!menu) return null;
  const close = () => store.setState({ addMenu: null });
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
        <span style={{ position: 'fixed', left: menu.at.x, top: menu.at.y }} />
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
  const add = useAddNode();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const description = useTargetDescription(menu.target);

  const sections = useMemo(
    () => paletteSections(catalogue, { language, query, lanes: lanesAt(document, menu.target) }),
    [catalogue, language, query, document, menu.target],
  );
  const steps = sections.flatMap((section) => section.steps);
  const current = steps[Math.min(active, steps.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, steps.length - 1));
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
    else if (event.key === 'Enter' && current) add(current, menu.target);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div data-testid="add-menu" role="presentation">
      <Text className={classes.where} size="xs" c="dimmed">
        {description}
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
              onClick={() => add(step, menu.target)}
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

/** Returns a text that says where the new node will be inserted. */
function useTargetDescription(target: InsertTarget): string {
  const t = useTexts(canvasTexts);
  const text = useText();
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  if (target.kind === 'canvas') return t('addMenu.canvas');
  const nameOf = (id: string): string => titleOf({ document, catalogue }, id, text);
  if (target.kind === 'edge') {
    const edge = document.edges.find((one) => one.id === target.edgeId);
    return edge ? t('addMenu.between', { node: nameOf(edge.from.node), next: nameOf(edge.to) }) : '';
  }
  const node = graphOf(document).nodes.get(target.node);
  const ports = node ? portsFor(catalogue, node) : [];
  const port = ports.find(({ id }) => id === target.port);
  return ports.length > 1 && port
    ? t('addMenu.afterPort', { node: nameOf(target.node), port: text(port.label) })
    : t('addMenu.after', { node: nameOf(target.node) });
}
