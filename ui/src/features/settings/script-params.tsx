import { MAX_SCRIPT_PARAMS, SCRIPT_PARAM_TYPES, type ScriptParam } from '@linkflow/contracts';
import {
  ActionIcon,
  Button,
  Code,
  Group,
  Paper,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { SCRIPT_PARAM_FIELDS } from '../../shared/field-value';
import { FieldValueInput } from '../../shared/field-value-input';
import { scriptParamsTexts } from './script-params.texts';
import classes from './scripts.module.css';

const NEW: ScriptParam = { name: '', label: '', type: 'text', required: false, default: null };

interface ScriptParamsProps {
  params: readonly ScriptParam[];
  onChange: (params: ScriptParam[]) => void;
  /** Message of a problem by its path, for example `params.0.name`. */
  errorAt: (path: string) => ReactNode;
}

/** The declared parameters of a script, for users who may not change them. */
export function ScriptParamList({ params }: Pick<ScriptParamsProps, 'params'>) {
  const t = useTexts(scriptParamsTexts);
  if (params.length === 0) return null;
  return (
    <section aria-label={t('title')}>
      <Text size="sm" fw={500}>
        {t('title')}
      </Text>
      {params.map(({ name, label, type, required }) => (
        <Text key={name} size="xs">
          <Code>{name}</Code> {label}, {t(`types.${type}`)}
          {required && `, ${t('requiredMark')}`}
        </Text>
      ))}
    </section>
  );
}

/** Edits the parameters that a script declares. */
export function ScriptParams({ params, onChange, errorAt }: ScriptParamsProps) {
  const t = useTexts(scriptParamsTexts);
  const replace = (index: number, part: Partial<ScriptParam>) =>
    onChange(params.map((param, at) => (at === index ? { ...param, ...part } : param)));
  return (
    <Stack gap={6} component="section" aria-label={t('title')}>
      <div>
        <Text size="sm" fw={500}>
          {t('title')}
        </Text>
        <Text size="xs" c="dimmed">
          {t(params.length === 0 ? 'none' : 'lead')}
        </Text>
      </div>
      {params.map((param, index) => (
        <ParamEditor
          // The position is the key, because names change while they are typed.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          param={param}
          number={index + 1}
          errorAt={(name) => errorAt(`params.${index}.${name}`)}
          onChange={(part) => replace(index, part)}
          onRemove={() => onChange(params.filter((_, at) => at !== index))}
        />
      ))}
      <Text size="xs" c="red" component="div">
        {errorAt('params')}
      </Text>
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        disabled={params.length >= MAX_SCRIPT_PARAMS}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...params, NEW])}
      >
        {t('add')}
      </Button>
    </Stack>
  );
}

interface ParamEditorProps {
  param: ScriptParam;
  /** From 1. */
  number: number;
  errorAt: (name: keyof ScriptParam) => ReactNode;
  onChange: (part: Partial<ScriptParam>) => void;
  onRemove: () => void;
}

function ParamEditor({ param, number, errorAt, onChange, onRemove }: ParamEditorProps) {
  const t = useTexts(scriptParamsTexts);
  const { name, label, type, options, required } = param;
  const setType = (next: ScriptParam['type']) =>
    onChange({ type: next, default: null, options: next === 'choice' ? (options ?? []) : undefined });
  return (
    <Paper withBorder p="xs" role="group" aria-label={t('number', { number })}>
      <Group align="flex-start" wrap="nowrap" gap="xs">
        <div className={classes.param}>
          <TextInput
            size="xs"
            label={t('label')}
            maxLength={100}
            value={label}
            error={errorAt('label')}
            onChange={(event) => onChange({ label: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            label={t('name')}
            maxLength={60}
            value={name}
            error={errorAt('name')}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <Select
            size="xs"
            label={t('type')}
            allowDeselect={false}
            data={SCRIPT_PARAM_TYPES.map((one) => ({ value: one, label: t(`types.${one}`) }))}
            value={type}
            onChange={(next) => setType(SCRIPT_PARAM_TYPES.find((one) => one === next) ?? type)}
          />
          {type === 'choice' && (
            <TagsInput
              size="xs"
              label={t('options')}
              description={t('optionsHint')}
              value={options ?? []}
              error={errorAt('options')}
              onChange={(next) =>
                onChange({
                  options: next,
                  ...(!next.some((one) => one === param.default) && { default: null }),
                })
              }
            />
          )}
          <FieldValueInput
            // Another type has another input.
            key={type}
            field={{ type: SCRIPT_PARAM_FIELDS[type], options }}
            label={t('default')}
            value={param.default}
            error={errorAt('default')}
            onChange={(next) => onChange({ default: next })}
          />
          <Switch
            size="xs"
            label={t('required')}
            checked={required}
            onChange={(event) => onChange({ required: event.currentTarget.checked })}
          />
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('remove', { name: label || name || t('number', { number }) })}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Paper>
  );
}
