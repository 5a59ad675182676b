import { Popover, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { NodeGroup, Position } from '@linkflow/contracts';
import { NodeIcon } from '../flow/node-icon';
import classes from './step-menu.module.css';

/** A line of a step menu: a node type, or a step of the workflow. */
export interface StepOption {
  id: string;
  icon: string | undefined;
  group: NodeGroup;
  title: string;
  summary: string;
  /** True if the option is the present choice. */
  checked?: boolean;
  /** `data-` attributes of the option, for tests. */
  data?: Readonly<Record<`data-${string}`, string>>;
}

export interface StepSection {
  id: string;
  /** Heading of the section; without it, the options follow the ones above. */
  title?: string;
  options: readonly StepOption[];
}

interface Props {
  /** Accessible name of the menu, its search field and its list. */
  title: string;
  /** Where the menu acts, such as “After …”. */
  place: string;
  /** Shown below `place`, such as why nothing can be added. */
  notice?: ReactNode;
  placeholder: string;
  /** Shown if there are no options. */
  none: string;
  /** Position in the window in px. */
  at: Position;
  sections: readonly StepSection[];
  query: string;
  onQuery: (query: string) => void;
  onPick: (section: StepSection, option: StepOption) => void;
  onClose: () => void;
  testId: string;
}

/** A menu at a position of the canvas: a search field and a list of steps. Closing it gives the focus back. */
export function StepMenu({ at, onClose, ...list }: Props) {
  const [before] = useState(() => document.activeElement);
  const dismiss = () => {
    onClose();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
  return (
    <Popover
      opened
      onDismiss={onClose}
      position="bottom"
      shadow="md"
      withinPortal
      withRoles={false}
      closeOnEscape={false}
      trapFocus
      width={276}
      // The menu may cover the place where it acts, but it is never cut at the edge of the window.
      middlewares={{ flip: true, shift: { padding: 8, crossAxis: true } }}
    >
      <Popover.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y }} />
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <StepList {...list} onDismiss={dismiss} />
      </Popover.Dropdown>
    </Popover>
  );
}

function StepList(props: Omit<Props, 'at' | 'onClose'> & { onDismiss: () => void }) {
  const { title, place, sections, query, onQuery, onPick, onDismiss } = props;
  const lines = sections.flatMap((section) => section.options.map((option) => ({ section, option })));
  // Enter alone keeps the present choice.
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      lines.findIndex(({ option }) => option.checked),
    ),
  );
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const current = lines[Math.min(active, lines.length - 1)];
  const idOf = ({ section, option }: (typeof lines)[number]) => `${listId}-${section.id}-${option.id}`;
  const currentId = current && idOf(current);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, lines.length - 1));
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
    else if (event.key === 'Enter' && current) onPick(current.section, current.option);
    else if (event.key === 'Escape') onDismiss();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div data-testid={props.testId} data-adds-steps role="dialog" aria-label={title}>
      <Text className={classes.where} size="xs" c="dimmed">
        {place}
      </Text>
      {props.notice}
      <TextInput
        className={classes.search}
        size="xs"
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={currentId}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder={props.placeholder}
        aria-label={title}
        value={query}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          onQuery(event.currentTarget.value);
          setActive(0);
        }}
      />
      <div className={classes.scroll}>
        {lines.length === 0 && (
          <Text size="xs" c="dimmed" p="xs" role="status">
            {props.none}
          </Text>
        )}
        <div role="listbox" id={listId} aria-label={title} className={classes.list} ref={list}>
          {sections.map((section) => (
            <div key={section.id} role="group" aria-label={section.title ?? title}>
              {section.title !== undefined && (
                <div className={classes.heading} role="presentation">
                  {section.title}
                </div>
              )}
              {section.options.map((option) => {
                const line = { section, option };
                const id = idOf(line);
                return (
                  <UnstyledButton
                    key={option.id}
                    id={id}
                    role="option"
                    tabIndex={-1}
                    aria-selected={id === currentId}
                    className={classes.option}
                    {...option.data}
                    onMouseMove={() => setActive(lines.findIndex((one) => idOf(one) === id))}
                    onClick={() => onPick(section, option)}
                  >
                    <NodeIcon icon={option.icon} group={option.group} size="sm" />
                    <span className={classes.words}>
                      <span className={classes.title}>{option.title}</span>
                      <span className={classes.summary}>{option.summary}</span>
                    </span>
                    {option.checked && <IconCheck size={16} aria-hidden className={classes.check} />}
                  </UnstyledButton>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
