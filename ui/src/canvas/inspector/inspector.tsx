import { ActionIcon, Alert, Button, Divider, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { TRIGGER } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { NodeMenu } from '../commands/command-controls';
import { type CommandId, COMMANDS, isAvailable } from '../commands/commands';
import { useCommands } from '../commands/use-commands';
import { NodeIcon } from '../flow/node-icon';
import { useCanvas, useDescriptor, useNode, useNodeTitle } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { commandTexts } from '../texts/commands';
import { inspectorTexts } from '../texts/inspector';
import { settingsTexts } from '../texts/settings';
import classes from './inspector.module.css';
import { NodeForm } from './node-form';
import { FailureSection, RepeatSection } from './policy-sections';
import { TriggerForm } from './trigger-form';
import { WebhookTest } from './webhook-test';

/**
 * Shows the settings of the selected node: description, parameters, repetition and error handling. For several selected nodes,
 * shows the commands that act on all of them.
 */
export function Inspector({ onClose }: { onClose?: () => void }) {
  const t = useTexts(settingsTexts);
  const nodes = useCanvas((state) => state.selection.nodes);
  const [only] = nodes;
  return (
    <aside className={classes.inspector} aria-label={t('title')} data-testid="inspector">
      {nodes.length > 1 ? (
        <MultipleSelected count={nodes.length} />
      ) : (
        only !== undefined && <NodeInspector key={only} id={only} onClose={onClose} />
      )}
    </aside>
  );
}

function NodeInspector({ id, onClose }: { id: string; onClose?: () => void }) {
  const t = useTexts(inspectorTexts);
  const frame = useTexts(settingsTexts);
  const words = useTexts(canvasTexts);
  const text = useText();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const title = useNodeTitle(id);
  const readOnly = useCanvas((state) => state.readOnly);
  const { run } = useCommands();
  if (!node) return null;
  return (
    <>
      <header className={classes.head}>
        <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} />
        <div className={classes.names}>
          <h2 className={classes.title} title={title}>
            {title}
          </h2>
          {node.label && descriptor && (
            <Text size="xs" c="dimmed">
              {text(descriptor.title)}
            </Text>
          )}
        </div>
        {!readOnly && id !== TRIGGER && <NodeMenu label={t('menu')} />}
        {onClose && (
          <ActionIcon variant="subtle" color="gray" aria-label={frame('close')} onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        )}
      </header>
      <div
        className={classes.body}
        data-testid="inspector-form"
        data-inspects={id}
        // A read-only form has no fields that take the focus, so it must take the focus itself to be scrolled with the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={readOnly ? 0 : undefined}
      >
        <Text size="sm" c="dimmed">
          {descriptor ? text(descriptor.summary) : words('node.unknownSummary', { type: node.type })}
        </Text>
        {node.disabled && (
          <Alert variant="light" color="gray" p="xs">
            <Text size="sm">{t('off')}</Text>
            {!readOnly && (
              <Button mt={6} size="compact-xs" variant="default" onClick={() => run('disable')}>
                {t('turnOn')}
              </Button>
            )}
          </Alert>
        )}
        {id === TRIGGER ? <TriggerForm /> : <NodeForm id={id} />}
        {node.type === 'call-webhook' && <WebhookTest id={id} />}
        <RepeatSection id={id} />
        {descriptor && descriptor.effect !== 'none' && (
          <Stack gap={10}>
            <Divider label={t('fail.title')} labelPosition="left" />
            <FailureSection id={id} />
          </Stack>
        )}
      </div>
    </>
  );
}

const GROUP_COMMANDS: readonly CommandId[] = ['copy', 'duplicate', 'disable', 'delete'];

/** Shown if several nodes are selected: their number and the commands that act on all of them. */
function MultipleSelected({ count }: { count: number }) {
  const t = useTexts(inspectorTexts);
  const names = useTexts(commandTexts);
  const { run } = useCommands();
  const state = useCanvas((current) => current);
  return (
    <div className={classes.several}>
      <Text size="sm" fw={600}>
        {t('several', { count })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('severalHint')}
      </Text>
      <Stack gap={6} mt="sm" align="flex-start">
        {GROUP_COMMANDS.filter((id) => !state.readOnly || COMMANDS[id].readOnly).map((id) => {
          const { icon: Icon, label } = COMMANDS[id];
          return (
            <Button
              key={id}
              size="compact-sm"
              variant="subtle"
              color={id === 'delete' ? 'red' : 'gray'}
              leftSection={<Icon size={15} />}
              disabled={!isAvailable(state, id)}
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
