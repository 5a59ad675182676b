import { Button, Stack, Text } from '@mantine/core';
import { useTexts } from '../../i18n';
import type { CommandId } from '../commands/command';
import { COMMANDS } from '../commands/registry';
import { useCommands } from '../commands/use-commands';
import { useCanvas } from '../store/canvas-context';
import { commandTexts } from '../texts/commands';
import { inspectorTexts } from '../texts/inspector';
import classes from './inspector.module.css';

const OFFERED: readonly CommandId[] = ['copy', 'duplicate', 'disable', 'delete'];

/** Several steps have no settings in common, but can be moved, copied and deleted together. */
export function SeveralSelected({ count }: { count: number }) {
  const t = useTexts(inspectorTexts);
  const names = useTexts(commandTexts);
  const { run } = useCommands();
  const state = useCanvas((current) => current);
  return (
    <div className={classes.nothing}>
      <Text size="sm" fw={600}>
        {t('several', { count })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('severalHint')}
      </Text>
      <Stack gap={6} mt="sm" align="flex-start">
        {OFFERED.filter((id) => !state.readOnly || COMMANDS[id].readOnly).map((id) => {
          const { icon: Icon, label, when } = COMMANDS[id];
          return (
            <Button
              key={id}
              size="compact-sm"
              variant="subtle"
              color={id === 'delete' ? 'red' : 'gray'}
              leftSection={<Icon size={15} />}
              disabled={!when(state)}
              onClick={() => run(id)}
            >
              {names(label?.(state) ?? id)}
            </Button>
          );
        })}
      </Stack>
    </div>
  );
}
