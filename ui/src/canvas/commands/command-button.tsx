import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useTexts } from '../../i18n';
import { useCanvas } from '../store/canvas-context';
import { commandTexts } from '../texts/commands';
import type { CommandId } from './command';
import classes from './command-button.module.css';
import { KeyHint } from './key-hint';
import { COMMANDS } from './registry';
import { useCommands } from './use-commands';

/** One command as a button with its icon, its name and its keys. */
export function CommandButton({ id }: { id: CommandId }) {
  const t = useTexts(commandTexts);
  const { run } = useCommands();
  const { icon: Icon, keys, when } = COMMANDS[id];
  const enabled = useCanvas(when);
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
        disabled={!enabled}
        className={classes.button}
        data-testid={`command-${id}`}
        onClick={() => run(id)}
      >
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
