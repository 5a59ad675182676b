import { ActionIcon, Group, Kbd, Tooltip } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Fragment, useId, useRef } from 'react';
import type { Position } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { DANGER_COLOR, MenuList, useMenu } from '../../shared/menu';
import { MenuDivider, MenuItem } from '../../shared/menu-parts';
import { useCanvas } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { commandTexts } from '../texts/commands';
import { keyParts } from './command';
import { type CommandId, COMMANDS, isAvailable } from './commands';
import classes from './commands.module.css';
import { useCommands } from './use-commands';

/** A command as an icon button. Its tooltip shows the name and the shortcut. */
export function CommandButton({ id }: { id: CommandId }) {
  const t = useTexts(commandTexts);
  const { run } = useCommands();
  const { icon: Icon, keys } = COMMANDS[id];
  const enabled = useCanvas((state) => isAvailable(state, id));
  return (
    <Tooltip
      label={
        <Group gap={8} wrap="nowrap">
          {t(id)}
          {keys[0] && <KeyHint keys={keys[0]} />}
        </Group>
      }
      openDelay={400}
      withinPortal
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t(id)}
        // Stays focusable, so that the focus is not lost when there is nothing more to undo.
        data-disabled={!enabled || undefined}
        aria-disabled={!enabled}
        className={classes.button}
        data-testid={`command-${id}`}
        data-toolbar-toggle
        onClick={() => enabled && run(id)}
      >
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

const ARROW_SYMBOLS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** Shows a shortcut as keyboard keys, for example `Ctrl` `Z`. On macOS, modifier keys are shown as symbols such as `⌘`. */
export function KeyHint({ keys }: { keys: string }) {
  const t = useTexts(commandTexts);
  const name = (part: string): string => {
    if (part === 'mod') return isMac ? '⌘' : t('key.mod');
    if (part === 'shift') return isMac ? '⇧' : t('key.shift');
    if (part === 'alt') return isMac ? '⌥' : t('key.alt');
    if (part === 'Delete' || part === 'Enter' || part === 'Escape') return t(`key.${part}`);
    return ARROW_SYMBOLS[part] ?? part;
  };
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keyParts(keys).map((part, index) => (
        <Fragment key={part}>
          {index > 0 && ' '}
          <Kbd size="xs">{name(part)}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}

const MENU_ITEMS: readonly (CommandId | '-')[] = [
  'open',
  'rename',
  'add',
  'connect',
  '-',
  'copy',
  'cut',
  'duplicate',
  'disable',
  '-',
  'delete',
];

/** The items of a node's menu. Each item runs a command on the selected nodes. */
function NodeMenuItems() {
  const t = useTexts(commandTexts);
  const { run } = useCommands();
  const state = useCanvas((current) => current);
  return MENU_ITEMS.map((id, index) => {
    if (id === '-') return <MenuDivider key={`line-${index}`} />;
    const { icon: Icon, keys, label } = COMMANDS[id];
    return (
      <MenuItem
        key={id}
        leftSection={<Icon size={16} stroke={1.7} />}
        rightSection={keys[0] && <KeyHint keys={keys[0]} />}
        color={id === 'delete' ? DANGER_COLOR : undefined}
        disabled={!isAvailable(state, id)}
        onClick={() => run(id)}
        data-testid={`menu-${id}`}
      >
        {t(label?.(state) ?? id)}
      </MenuItem>
    );
  });
}

interface NodeMenuProps {
  label: string;
  onOpen?: () => void;
  /** False if the Tab key skips the button. */
  tabStop?: boolean;
}

/**
 * A button that opens the menu of the selected node. The menu's commands act on the selection, so `onOpen` must select the node
 * if it may be unselected.
 */
export function NodeMenu({ label, onOpen, tabStop = true }: NodeMenuProps) {
  const menu = useMenu(onOpen);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        data-testid="node-menu"
        tabIndex={tabStop ? undefined : -1}
        {...menu.button}
        onClick={(event) => {
          event.stopPropagation();
          menu.button.onClick();
        }}
      >
        <IconDots size={18} />
      </ActionIcon>
      <MenuList {...menu.list} position="bottom-end" width={230}>
        <NodeMenuItems />
      </MenuList>
    </>
  );
}

/** The context menu of a node, opened at the pointer position. */
export function NodeContextMenu({ at, onClose }: { at: Position | null; onClose: () => void }) {
  const t = useTexts(canvasTexts);
  const id = useId();
  const point = useRef<HTMLSpanElement>(null);
  if (!at) return null;
  return (
    <>
      <span ref={point} style={{ position: 'fixed', left: at.x, top: at.y }} />
      <MenuList
        id={id}
        button={point}
        opened
        onClose={onClose}
        position="bottom-start"
        width={230}
        label={t('menu')}
      >
        <NodeMenuItems />
      </MenuList>
    </>
  );
}
