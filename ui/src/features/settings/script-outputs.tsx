import { ROUTES, type ScriptOutput, type ScriptParam, type ScriptTrial } from '@linkflow/contracts';
import { ActionIcon, Alert, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommand } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { toastError } from '../../shared/toast';
import { scriptOutputsTexts } from './script-outputs.texts';

const TYPES = [
  'text',
  'number',
  'boolean',
  'date',
  'list',
] as const satisfies readonly ScriptOutput['type'][];

interface ScriptOutputsProps {
  source: string;
  params: readonly ScriptParam[];
  outputs: readonly ScriptOutput[];
  onChange: (outputs: ScriptOutput[]) => void;
  /** Message of a problem by its path, for example `outputs.0.name`. */
  errorAt: (path: string) => ReactNode;
}

/** The declared outputs of a script, for users who may not change them. */
export function ScriptOutputList({ outputs }: Pick<ScriptOutputsProps, 'outputs'>) {
  const t = useTexts(scriptOutputsTexts);
  if (outputs.length === 0) return null;
  return (
    <section aria-label={t('title')}>
      <Text size="sm" fw={500}>
        {t('title')}
      </Text>
      {outputs.map(({ name, type }) => (
        <Text key={name} size="xs">
          <Code>{name}</Code> {t(`types.${type}`)}
        </Text>
      ))}
    </section>
  );
}

/** Edits the declared outputs of a script. A test run shows what the script gives, and proposes the outputs that are not declared yet. */
export function ScriptOutputs({ source, params, outputs, onChange, errorAt }: ScriptOutputsProps) {
  const t = useTexts(scriptOutputsTexts);
  const trial = useCommand(ROUTES.scripts.try);
  const replace = (index: number, part: Partial<ScriptOutput>) =>
    onChange(outputs.map((output, at) => (at === index ? { ...output, ...part } : output)));
  const run = () => trial.mutate({ body: { source, params: [...params] } }, { onError: toastError });
  return (
    <Stack gap={6} component="section" aria-label={t('title')}>
      <Group justify="space-between">
        <div>
          <Text size="sm" fw={500}>
            {t('title')}
          </Text>
          <Text size="xs" c="dimmed">
            {t(outputs.length === 0 ? 'none' : 'lead')}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={trial.isPending}
          onClick={run}
        >
          {t('run')}
        </Button>
      </Group>
      {outputs.map((output, index) => (
        // The position is the key, because names change while they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            flex={1}
            size="xs"
            aria-label={t('name')}
            maxLength={60}
            value={output.name}
            error={errorAt(`outputs.${index}.name`)}
            onChange={(event) => replace(index, { name: event.currentTarget.value })}
          />
          <Select
            size="xs"
            w={140}
            aria-label={t('type')}
            allowDeselect={false}
            data={TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))}
            value={output.type}
            onChange={(type) => replace(index, { type: TYPES.find((one) => one === type) ?? output.type })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('remove', { name: output.name })}
            onClick={() => onChange(outputs.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Text size="xs" c="red" component="div">
        {errorAt('outputs')}
      </Text>
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...outputs, { name: '', type: 'text' }])}
      >
        {t('add')}
      </Button>
      {trial.data && <Trial trial={trial.data} outputs={outputs} onChange={onChange} />}
    </Stack>
  );
}

interface TrialProps extends Pick<ScriptOutputsProps, 'outputs' | 'onChange'> {
  trial: ScriptTrial;
}

function Trial({ trial: { values, log, outputs: found, problem }, outputs, onChange }: TrialProps) {
  const t = useTexts(scriptOutputsTexts);
  const text = useText();
  if (problem) {
    return (
      <Alert color="red" role="alert" p="xs">
        {text(problem.message)}
      </Alert>
    );
  }
  const missing = found.filter(({ name }) => !outputs.some((output) => output.name === name));
  const entries = Object.entries(values);
  return (
    <Alert color="gray" role="status" p="xs" title={t('ran')}>
      {entries.length === 0 && <Text size="xs">{t('nothing')}</Text>}
      {entries.map(([name, value]) => (
        <Text key={name} size="xs">
          <Code>{name}</Code> {value === null || value === '' ? t('empty') : JSON.stringify(value)}
        </Text>
      ))}
      {log.length > 0 && (
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
          {t('log')}: {log.join('\n')}
        </Text>
      )}
      {missing.length > 0 && (
        <Button size="compact-xs" mt={6} onClick={() => onChange([...outputs, ...missing])}>
          {t('adopt', { count: missing.length })}
        </Button>
      )}
    </Alert>
  );
}
