import { Menu } from '@mantine/core';
import { useTexts } from '../../i18n';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { commandTexts } from '../texts/commands';
import type { CommandId } from './command';
import { KeyHint } from './key-hint';
import { COMMANDS } from './registry';
import { useCommands } from './use-commands';

const ITEMS: readonly (CommandId | '-')[] = [
  'open',
  'rename',
  'add',
  '-',
  'copy',
  'cut',
  'duplicate',
  'disable',
  '-',
  'delete',
];

/** The entries of the menu of a step: the same commands as everywhere. */
export function NodeMenuItems() {
  const t = useTexts(commandTexts);
  const { run } = useCommands();
  const state = useCanvas((current) => current);
  return ITEMS.map((id, index) => {
    if (id === '-') return <Menu.Divider key={`line-${index}`} />;
    const { icon: Icon, keys, label, when } = COMMANDS[id];
    return (
      <Menu.Item
        key={id}
        leftSection={<Icon size={16} stroke={1.7} />}
        rightSection={keys[0] && <KeyHint keys={keys[0]} />}
        color={id === 'delete' ? 'red' : undefined}
        disabled={!when(state)}
        onClick={() => run(id)}
        data-testid={`menu-${id}`}
      >
        {t(label?.(state) ?? id)}
      </Menu.Item>
    );
  });
}

/** The menu of a step where the pointer is. */
export function NodeMenuAt({ at, onClose }: { at: { x: number; y: number } | null; onClose: () => void }) {
  const t = useTexts(canvasTexts);
  if (!at) return null;
  return (
    <Menu opened onClose={onClose} position="bottom-start" shadow="md" width={230} withinPortal>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 0, height: 0 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('menu.label')}>
        <NodeMenuItems />
      </Menu.Dropdown>
    </Menu>
  );
}
